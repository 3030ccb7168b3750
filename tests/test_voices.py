"""Each construction of the codebook in sentences of our own; the labels; other voices, other languages, bad input."""

import ast
import json
import string

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from helpers import cleaning, corpus, lexicons, segment, voices
from helpers.labels import Score, score
from tests.conftest import ROOT

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
GOLD = ROOT / "tests" / "gold"

# A text is a list of paragraphs; a paragraph, a list of (sentence, voice).
CONSTRUCTIONS = {
    "trailing office": [[("Russia is ready to extend the truce by a week, the Kremlin said.", "kremlin")]],
    "trailing office with an adjunct": [
        [("The two spoke of grain for a quarter of an hour, the Elysee said in a note on Tuesday evening.", "elysee")]
    ],
    "inverted": [[("“We shall keep the line open,” said the Élysée.", "elysee")]],
    "inverted with a title": [[("“There is no deal on the table,” said Kremlin spokesman Dmitry Peskov.", "kremlin")]],
    "it said from the palace": [
        [("The mood was cool from the first minute, it said from the Elysee Palace.", "elysee")]
    ],
    "reported in the office": [[("“The talk was useful”, – reported in the Kremlin.", "kremlin")]],
    "according to": [[("According to the French presidency, Putin gave no answer about the prisoners.", "elysee")]],
    "according to, trailing": [
        [("Macron asked for a humanitarian corridor, according to the Kremlin's readout.", "kremlin")]
    ],
    "reversed cues": [
        [("Putin told Macron that he would not give up the port, a French presidency official said.", "elysee")],
        [("Macron told Putin that Paris was tired of the war, the Kremlin said.", "kremlin")],
    ],
    "an aide at an office": [
        [("The call was tense, an aide at the Élysée told reporters.", "elysee")],
        [("Nothing has been agreed, an adviser to Macron said.", "elysee")],
    ],
    "quotation closed in the next sentence": [
        [
            ("“The grain must leave the harbour before the winter.", "kremlin"),
            ("Ships are waiting,” the Kremlin said.", "kremlin"),
        ]
    ],
    "quotation that goes on unattributed": [
        [("“I asked him to stop the shelling,” Macron said.", "elysee"), ("“He did not answer me.”", "elysee")]
    ],
    "quotation that goes on in the next paragraph": [
        [("The Kremlin said Putin had complained about the sanctions.", "kremlin")],
        [("“Such measures strike the poorest countries first of all.”", "kremlin")],
    ],
    "paragraph-long quotation without a closing mark": [
        [("“We did not want this quarrel,” the Russian president said.", "kremlin")],
        [("“Our neighbours were warned in good time.", "kremlin"), ("They chose not to listen.", "kremlin")],
        [("“Now they must live with it.”", "kremlin")],
    ],
    "straight quotation marks": [
        [
            ('"We will not pay for gas in that way.', "elysee"),
            ('It would be a mistake," the French president said.', "elysee"),
        ]
    ],
    "guillemets": [[("«The door stays open», the Kremlin said.", "kremlin"), ("«But not for ever.»", "kremlin")]],
    "pronoun continues an office": [
        [
            ("Macron's office said he had urged Putin to let the convoy pass.", "elysee"),
            ("He also offered to send doctors.", "elysee"),
        ]
    ],
    "pronoun continues a leader": [
        [("Putin accused Kyiv of delaying the talks.", "kremlin"), ("He said the delay could not last.", "kremlin")]
    ],
    "his office": [[("The line will stay open, Macron told Putin, according to his office.", "elysee")]],
    "the palace, with both offices in the text": [
        [("The Kremlin said the two had discussed grain.", "kremlin")],
        [("The palace said the talk had lasted an hour.", "elysee")],
    ],
    "the presidency, with both offices in the text": [
        [("Paris fears a long winter, the French presidency said.", "elysee")],
        [("The Kremlin said sanctions had been discussed.", "kremlin")],
        [("The presidency added that no further call was planned.", "elysee")],
    ],
    "the press service": [
        [("The Kremlin press service reported that the leaders had spoken of Libya.", "kremlin")],
        [("The Elysee confirmed the call.", "elysee")],
        [("The press service added that a visit was being prepared.", "kremlin")],
    ],
    "the statement": [
        [("The Kremlin said Putin had explained his conditions.", "kremlin")],
        [("“They have not changed since the spring,” the statement said.", "kremlin")],
    ],
    "it said": [[("The Elysee confirmed the call.", "elysee"), ("The tone was frank, it said.", "elysee")]],
    "the readout names": [
        [
            ("The Kremlin said the two had spoken of security.", "kremlin"),
            ("It listed the demands once more.", "kremlin"),
        ]
    ],
    "agentless passive": [
        [
            ("According to the Kremlin, the presidents spoke of Syria.", "kremlin"),
            ("It was noted that the ceasefire is holding.", "kremlin"),
        ]
    ],
    "agentless passive with no office before it": [
        [("Putin and Macron spoke on the phone on Monday.", "narrator")],
        [("The situation in Mali was also discussed.", "narrator")],
        [("The Elysee said the call was frank.", "elysee")],
    ],
    "joint subject, no office": [[("Putin and Macron agreed to meet in the spring.", "joint")]],
    "joint subject, one office": [
        [("The Kremlin said the call took place on Monday.", "kremlin")],
        [("The two leaders agreed to meet in the spring.", "kremlin")],
    ],
    "joint subject, both offices": [
        [("The Kremlin said the call was useful.", "kremlin")],
        [("The Elysee said the call was frank.", "elysee")],
        [("The two presidents agreed to meet in the spring.", "joint")],
    ],
    "joint states": [[("France and Russia called for a ceasefire in Karabakh.", "joint")]],
    "shared subject": [
        [("Moscow has closed two consulates and demanded an apology.", "kremlin")],
        [("Macron called for a truce and said the fighting helped nobody.", "elysee")],
    ],
    "nested carrier": [
        [("The leaders agreed to stay in touch, the Kremlin said, according to Reuters.", "kremlin")],
        [("The French presidency said there was no progress, AFP reported.", "elysee")],
    ],
    "a newspaper on what a leader suggested": [
        [("The French daily Le Figaro reported that Putin had hinted at a pause.", "other")]
    ],
    "a newspaper alone": [[("The call was arranged in two hours, the newspaper Les Nouvelles wrote.", "other")]],
    "office named, not speaking": [
        [("The Kremlin readout made no mention of the prisoners.", "narrator")],
        [("The two men last met in the Kremlin in February.", "narrator")],
        [("Ukraine's ambassador to Paris said the call had changed nothing.", "other")],
    ],
    "silence": [
        [("The Elysee declined to comment.", "narrator")],
        [("Paris has not yet commented on the call.", "narrator")],
        [("The Kremlin did not say when the next call would be.", "narrator")],
    ],
    "one office silent, the other speaks": [
        [("The Kremlin did not mention the convoy, but the French presidency said it had been agreed.", "elysee")]
    ],
    "ministries": [
        [("The French foreign ministry condemned the arrest.", "elysee")],
        [("Russian Foreign Ministry spokeswoman Maria Zakharova said the visas had been refused.", "kremlin")],
        [("Russia's defence ministry said the corridor would open at noon.", "kremlin")],
    ],
    "spokesmen and ministers by name": [
        [("Peskov said the call had been asked for by Paris.", "kremlin")],
        [("Dmitry Peskov, the presidential spokesman, told reporters that nothing was planned.", "kremlin")],
        [("Foreign Minister Sergei Lavrov warned of consequences.", "kremlin")],
        [("Le Drian said France would not recognise the vote.", "elysee")],
    ],
    "countries and capitals": [
        [("Moscow said the talks were frozen.", "kremlin")],
        [("Paris insists that the port be opened.", "elysee")],
        [("Russia denies shelling the plant.", "kremlin")],
    ],
    "government and side": [
        [("The French side stressed that the truce must hold.", "elysee")],
        [("The Russian authorities rejected the charge.", "kremlin")],
        [("According to the French government, the call lasted an hour.", "elysee")],
    ],
    "third parties": [
        [("The White House said it had been told of the call in advance.", "other")],
        [("Kyiv called the conversation useless.", "other")],
        [("An adviser to Zelensky said nothing would be signed.", "other")],
        [("Erdogan told Putin that Ankara would host the talks.", "other")],
        [("The OSCE confirmed that the monitors had left.", "other")],
        [("A German government spokesman said Putin had been unmoved.", "other")],
        [("Russian opposition politician Alexei Navalny called it a farce.", "other")],
    ],
    "pronoun of a third party": [
        [("Zelensky said the offer was a trick.", "other"), ("He added that nobody in Kyiv believed it.", "other")]
    ],
    "a leader with a third leader": [
        [("Macron and Scholz urged Putin to free the prisoners.", "elysee")],
        [("The French and German leaders also demanded a truce.", "elysee")],
    ],
    "scare quotes": [
        [("The Kremlin said the call was useful.", "kremlin")],
        [("Russian troops crossed the border in what Moscow calls a “special operation”.", "narrator")],
        [("The “Normandy” group has not met since 2019.", "narrator")],
    ],
    "bare call": [
        [("Vladimir Putin and Emmanuel Macron have spoken by telephone.", "narrator")],
        [("The conversation lasted almost two hours.", "narrator")],
        [("It was their fifth call since January.", "narrator")],
        [("Macron called Putin on Sunday.", "narrator")],
    ],
    "length of a call, told by an office": [[("The conversation lasted almost two hours, the Elysee said.", "elysee")]],
    "background": [
        [("The Kremlin said the call was useful.", "kremlin")],
        [("The war has driven millions from their homes.", "narrator")],
        [("France holds the presidency of the Council until June.", "narrator")],
    ],
    "machine translation": [
        [("Putin and the macron noted the importance of the Minsk agreements.", "joint")],
        [("Makron stressed that the sanctions do not touch grain.", "elysee")],
        [("the kremlin added that the leaders will keep in touch.", "kremlin")],
        [("The lyse Palace said the exchange was difficult.", "elysee")],
    ],
    "a note's labels": [
        [("Source: press service of the Kremlin", "kremlin")],
        [("Details: Putin told Macron that the strikes would go on.", "kremlin")],
        [("Quote from Peskov: “We have heard nothing new.”", "kremlin")],
    ],
    "participle without a finite cue": [
        [("Paris has hardened its tone, with the French foreign ministry calling the arrest “a disgrace”.", "elysee")],
        [("Macron flew home at once, saying the visit had been worth the trouble.", "elysee")],
    ],
    "as the office put it": [[("The list is “closed and will stay closed”, as the Kremlin put it.", "kremlin")]],
    "citing an office": [[("Interfax reported, citing the Kremlin, that the call had been postponed.", "kremlin")]],
    "passive with its agent": [
        [("The proposal was rejected by the Kremlin.", "kremlin")],
        [("The call was confirmed by the French presidency.", "elysee")],
    ],
    "official of a side, then the official": [
        [("Putin seemed more isolated than before, a French presidency official said.", "elysee")],
        [("“He read from a paper,” the official added.", "elysee")],
    ],
    "both offices in one sentence": [
        [("The Kremlin said the call was useful, while the Elysee called it difficult.", "joint")],
        [
            (
                "Putin blamed Kyiv, the Kremlin said, but the French presidency spoke of a refusal.",
                "joint",
            )
        ],
    ],
    "an office that tells what the other asked": [
        [("The Kremlin said that Paris had asked for the call.", "kremlin")],
        [("The Elysee said Moscow had promised an answer.", "elysee")],
    ],
    "indirect continuation": [
        [
            ("The Kremlin said the sanctions had made matters worse.", "kremlin"),
            ("They must be lifted before any deal on grain.", "kremlin"),
        ]
    ],
    "a leader over the carrier behind him": [
        [("Macron said he was worried by the talk, according to reports.", "elysee")]
    ],
    "negated passive is no speech": [[("No date for a visit has been set.", "narrator")]],
    "subordinate clause": [[("The rouble fell after Macron threatened new sanctions.", "narrator")]],
    "other calls": [[("Macron and Biden also spoke on Friday.", "narrator")]],
    "a state inside what a leader says": [
        [("France asks for a pause, Putin told Macron in a call on Monday.", "kremlin")],
        [("Russia denies it all, Macron told Putin, according to his office.", "elysee")],
    ],
    "leader of by title": [
        [("The Russian leader rejected the offer.", "kremlin")],
        [("The French head of state repeated his appeal for a truce.", "elysee")],
        [("The head of the Kremlin complained about the supply of arms.", "kremlin")],
    ],
    "apposition": [
        [("Putin, who spoke first, accused the West of hypocrisy.", "kremlin")],
        [("The Kremlin, for its part, said nothing had been promised.", "kremlin")],
        [("The Elysee, in turn, confirmed that sanctions had been raised.", "elysee")],
    ],
}


FRENCH = [
    [
        ("Le président de la République s'est entretenu avec le président russe Vladimir Poutine.", "narrator"),
        ("L'Élysée a indiqué que l'échange avait duré une heure.", "elysee"),
    ],
    [
        ("Emmanuel Macron a rappelé l'attachement de la France à la souveraineté de l'Ukraine.", "elysee"),
        ("Il a également appelé à la libération des prisonniers.", "elysee"),
    ],
    [("Selon le Kremlin, Vladimir Poutine a dénoncé les livraisons d'armes.", "kremlin")],
    [("« Les conditions ne sont pas réunies », a déclaré le porte-parole du Kremlin, Dmitri Peskov.", "kremlin")],
    [("Vladimir Poutine a assuré qu'il était prêt, a rapporté la présidence française.", "elysee")],
    [("Les deux présidents ont évoqué la situation en Libye.", "joint")],
    [("Le ministère russe des Affaires étrangères a démenti ces propos.", "kremlin")],
    [("Le chef de l'État a demandé une trêve, a-t-il précisé dans un communiqué.", "elysee")],
    [("Kiev a jugé cet appel inutile.", "other")],
    [("Aucune date n'a été fixée.", "narrator")],
    [("L'entretien a été franc, indique-t-on à l'Élysée.", "elysee")],
    [("Le Kremlin n'a pas commenté.", "narrator")],
]
RUSSIAN = [
    [("Владимир Путин провёл телефонный разговор с Президентом Франции.", "narrator")],
    [
        ("Владимир Путин подчеркнул, что переговоры затягиваются.", "kremlin"),
        ("Он также отметил важность поставок зерна.", "kremlin"),
    ],
    [("Эммануэль Макрон выразил озабоченность гуманитарной ситуацией.", "elysee")],
    [("Разговор был продолжительным, сообщили в Кремле.", "kremlin")],
    [("По словам Пескова, инициатива исходила от Парижа.", "kremlin")],
    [("Как сообщила пресс-служба Кремля, лидеры обсудили Сирию.", "kremlin")],
    [("Путин не пойдёт на уступки, сообщил источник в администрации президента Франции.", "elysee")],
    [("«Условия не изменились», – сказал российский лидер.", "kremlin")],
    [("В Киеве назвали разговор бесполезным.", "other")],
    [("МИД России опроверг эти сообщения.", "kremlin")],
    [
        ("По данным Елисейского дворца, Макрон потребовал прекратить огонь.", "elysee"),
        ("Отмечается, что лидеры продолжат контакты.", "elysee"),
    ],
    [("Президенты договорились продолжить контакты.", "joint")],
    [("Кремль не прокомментировал эти слова.", "narrator")],
]
# Bounds by source of the text; the held-out articles have none, since their labels must not steer the rules.
BOUNDS = {
    "seeds": {"strict": 0.95, "lenient": 0.99, "office": 0.95, "speaker": 0.87},
    "first": {"strict": 0.93, "lenient": 0.97, "office": 0.9, "speaker": 0.9},
    "later": {"strict": 0.88, "lenient": 0.94, "office": 0.85, "speaker": 0.85},
}


def table(text, language="en", doc_id="text"):
    """A sentences table as ``segment.split`` gives it, from paragraphs of sentences."""
    rows, position = [], 0
    for paragraph, sentences in enumerate(text):
        for sentence in sentences:
            sentence = sentence if isinstance(sentence, str) else sentence[0]
            end = position + len(sentence)
            rows.append([doc_id, len(rows), "call", language, position, end, position, end, sentence, paragraph, 0.0])
            position = end + 1
    names = "doc_id sentence call_id language start end raw_start raw_end text paragraph quoted"
    return pd.DataFrame(rows, columns=names.split())


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_construction(name):
    text = CONSTRUCTIONS[name]
    told = voices.attribute(table(text))
    expected = [voice for paragraph in text for _, voice in paragraph]
    assert dict(zip(told["text"], told["voice"], strict=True)) == dict(zip(told["text"], expected, strict=True))


@pytest.mark.parametrize(("language", "texts"), [("fr", FRENCH), ("ru", RUSSIAN)])
def test_readouts_in_french_and_russian(language, texts):
    for text in texts:
        told = voices.attribute(table([text], language))
        assert dict(zip(told["text"], told["voice"], strict=True)) == dict(text)


def written():
    texts = pd.read_csv(GOLD / "written_texts.csv", keep_default_na=False)
    return texts.assign(
        sentence=texts.groupby("doc_id").cumcount(), paragraph=texts.groupby("doc_id").cumcount(), language="en"
    )


def test_written_texts():
    told = voices.attribute(written().rename(columns={"voice": "gold"}))
    acceptable = [[gold, *others.split()] for gold, others in zip(told["gold"], told["acceptable"], strict=True)]
    right = [voice in labels for voice, labels in zip(told["voice"], acceptable, strict=True)]
    assert sum(right) / len(right) >= 0.95
    assert (told["voice"] == told["gold"]).mean() >= 0.91


@pytest.fixture(scope="module")
def seed_sentences():
    documents = cleaning.clean(corpus.read(ROOT / "seeds"))
    return segment.split(documents)


@pytest.fixture(scope="module")
def seed_labels():
    return pd.read_csv(ROOT / "seeds" / "labels.csv", keep_default_na=False)


def articles(held_out, source):
    """The articles of one source: "first" by the rules' own authors, "later" (ids w, x) by others."""
    lines = (GOLD / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [article for article in map(json.loads, lines) if article["held_out"] == held_out]
    chosen = [article for article in chosen if (article["id"][0] in "wx") == (source == "later")]
    documents = pd.DataFrame({"doc_id": [a["id"] for a in chosen], "text": [a["raw"] for a in chosen]})
    documents = documents.assign(raw=documents["text"], title="", language="en", call_id="")
    labels = pd.concat([pd.DataFrame(a["sentences"]).assign(doc_id=a["id"]) for a in chosen], ignore_index=True)
    return segment.split(cleaning.clean(documents)), labels


def above(bounds: dict[str, float], told: pd.DataFrame, gold: pd.DataFrame) -> Score:
    """The scores, where all that is measured is as right as stated."""
    found = score(told, gold)
    values = found.accuracy["value"].to_dict()
    values |= {name: score(told, gold, name).accuracy.loc["strict", "value"] for name in ("office", "speaker")}
    assert {name: values[name] >= bound for name, bound in bounds.items()} == dict.fromkeys(bounds, True)
    return found


def test_the_five_texts(seed_sentences, seed_labels):
    assert above(BOUNDS["seeds"], voices.attribute(seed_sentences), seed_labels).labels["cases"].sum() == 65


@pytest.mark.parametrize("source", ["first", "later"])
def test_the_written_articles(source):
    sentences, gold = articles(held_out=False, source=source)
    found = above(BOUNDS[source], voices.attribute(sentences), gold)
    right = found.matched.groupby("voice")["lenient_right"].agg(["size", "mean"])
    frequent = right.loc[right["size"] >= 10, "mean"]
    assert len(frequent) >= 4 and (frequent >= 0.75).all()


@pytest.mark.parametrize(("language", "same", "held_out", "floor"), [("fr", 206, 137, 0.6), ("ru", 179, 130, 0.6)])
def test_written_articles_in_french_and_russian_have_two_annotators(language, same, held_out, floor):
    lines = (GOLD / f"articles_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    found = pd.DataFrame([json.loads(line) for line in lines]).explode("sentences", ignore_index=True)
    gold = pd.json_normalize(found["sentences"].tolist()).assign(doc_id=found["id"])
    assert found["invented"].all() and found["held_out"].sum() == held_out
    assert (gold["voice"] == gold["second_annotator"]).sum() == same
    raw = found.drop_duplicates("id").rename(columns={"id": "doc_id"})[["doc_id", "raw", "language"]]
    told = voices.attribute(segment.split(cleaning.clean(raw)))
    assert score(told, gold.assign(acceptable="")).accuracy.loc["strict", "value"] >= floor


def test_all_articles_are_marked_as_invented():
    lines = (GOLD / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 38
    assert all(json.loads(line)["invented"] is True for line in lines)
    assert "invented" in (GOLD / "README.md").read_text(encoding="utf-8")


def agreement(one, two):
    task = AnnotationTask(
        [(who, i, label) for who, labels in (("a", one), ("b", two)) for i, label in enumerate(labels)]
    )
    return round(task.kappa(), 2), round(task.alpha(), 2)


def test_the_annotators_agreement_is_what_the_readme_says(seed_labels):
    assert (seed_labels["annotator_a"] == seed_labels["annotator_b"]).sum() == 46
    assert agreement(seed_labels["annotator_a"], seed_labels["annotator_b"]) == (0.56, 0.55)
    labels = pd.concat([articles(held_out, "first")[1] for held_out in (False, True)])
    assert labels["second_annotator"].notna().all()  # the later articles have one label each
    assert (labels["voice"] == labels["second_annotator"]).sum() == 143
    assert agreement(labels["voice"], labels["second_annotator"]) == (0.94, 0.94)


def test_the_white_house_and_the_kremlin_are_other_rows(seed_sentences):
    call = seed_sentences[seed_sentences["call_id"] == "po-2016-07-06"]
    told = voices.attribute(call, voices=("kremlin", "washington"))
    assert told["voice"].value_counts().to_dict() == {"kremlin": 10, "narrator": 1}
    assert told["speaker"].value_counts().to_dict() == {"russia": 7, "both": 2, "none": 1, "us": 1}
    text = [
        [("The White House said Biden had warned Putin of the costs.", "washington")],
        [("Biden told reporters that the talk had been useful.", "washington")],
        [("The two leaders agreed to go on talking, the Kremlin said.", "kremlin")],
        [("Macron said he had not been told.", "other")],
    ]
    told = voices.attribute(table(text), voices=("kremlin", "washington"))
    assert told["voice"].tolist() == [voice for [(_, voice)] in text]


def test_voices_of_ones_own(tmp_path):
    rows = lexicons.table("voices")
    ours = rows.iloc[[0, 0]].assign(voice="atlantis", speaker="atlantis", phrase=["Triton Palace", "King Nereus"])
    pd.concat([rows, ours.assign(office=["presidency", "leader"])]).to_csv(tmp_path / "voices.csv", index=False)
    text = table([["Putin will wait, the Triton Palace said.", "King Nereus thanked him."]])
    told = voices.attribute(text, voices=("atlantis", "kremlin"), voices_file=tmp_path / "voices.csv")
    assert told["voice"].tolist() == ["atlantis", "atlantis"]
    assert told["office"].tolist() == ["presidency", "leader"]


def test_every_rule_and_row_is_explained():
    told = voices.attribute(pd.concat([table(text, doc_id=name) for name, text in CONSTRUCTIONS.items()]))
    assert told.apply(voices.explain, axis=1).ne("").all()
    row = told[told["text"].str.startswith("Putin told Macron that he would not give up")].iloc[0]
    assert voices.explain(row) == 'the source is an office, ministry or state ("a French presidency official", "said")'
    marked = told[told["cue_start"] >= 0]
    assert [t[a:b] for t, a, b in zip(marked["text"], marked["cue_start"], marked["cue_end"], strict=True)] == [
        *marked["cue"]
    ]


def test_office_and_speaker():
    text = [
        ["Putin told Macron that he would wait, the Kremlin said."],
        ["Macron urged Putin to think again."],
        ["The French foreign ministry condemned the arrest."],
        ["Moscow accused Kyiv of delay."],
        ["Kyiv said it was ready."],
        ["Rain fell on the border."],
        ["Putin and Macron agreed to speak again, the Elysee said."],
        ["The Kremlin said the track was marked with lamps."],
        ["The talks are over, Macron told Putin, the Kremlin said."],
    ]
    told = voices.attribute(table(text))
    assert told[["office", "speaker"]].agg(" ".join, axis=1).tolist() == [
        "presidency russia",
        "leader france",
        "ministry france",
        "state russia",
        "none third",
        "none none",
        "presidency both",
        "presidency russia",
        "presidency france",
    ]


def test_order_of_rows_and_documents_does_not_matter(seed_sentences):
    told = voices.attribute(seed_sentences)
    mixed = seed_sentences.sample(frac=1, random_state=1).set_index(pd.Index(list("x" * len(seed_sentences))))
    again = voices.attribute(mixed)
    assert again.index.equals(mixed.index)
    again = again.sort_values(["doc_id", "sentence"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(again, told.sort_values(["doc_id", "sentence"]).reset_index(drop=True))
    assert "voice" not in seed_sentences


def test_an_empty_table_stays_empty():
    told = voices.attribute(table([]))
    assert told.empty
    assert list(told.columns[-8:]) == voices.ADDED


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"no column paragraph\. segment\.split\(\) makes"):
        voices.attribute(table([["A."]]).drop(columns="paragraph"))
    with pytest.raises(ValueError, match=r"no voice 'berlin' in the lexicon\. Known: kremlin, elysee, washington"):
        voices.attribute(table([["A."]]), voices=("kremlin", "berlin"))
    with pytest.raises(ValueError, match=r"needs a row of voices\.attribute"):
        voices.explain(pd.Series({"text": "A."}))


WORDS = st.sampled_from(
    [
        *(
            "Putin",
            "Macron",
            "Kremlin",
            "Elysee",
            "he",
            "it",
            "they",
            "said",
            "told",
            "that",
            "and",
            "but",
            "while",
            "the",
        ),
        *("according", "to", "his", "office", "who", "was", "not", "says", "French", "official", "in", "of", "by", "a"),
        *(",", ".", ":", ";", '"', "“", "”", "«", "»", "''", "'", "’s", "(", ")", "–", "Путин", "заявил", "selon"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.text(string.printable, max_size=80), st.lists(WORDS, max_size=25).map(" ".join)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(0, 2), st.sampled_from(["en", "fr", "ru", "xx", ""])), max_size=6))
def test_any_text_is_attributed(rows):
    sentences = table([[text for text, _, _ in rows]])
    sentences["paragraph"] = sorted(paragraph for _, paragraph, _ in rows)
    sentences["language"] = [language for *_, language in rows]
    told = voices.attribute(sentences)
    pd.testing.assert_frame_equal(told[sentences.columns], sentences)
    assert told["voice"].isin(["kremlin", "elysee", "joint", "other", "narrator"]).all()
    assert told["office"].isin(["presidency", "leader", "ministry", "state", "none"]).all()
    assert told["speaker"].isin(["russia", "france", "both", "third", "none"]).all()


def test_a_voices_file_that_was_edited_is_read_again(tmp_path):
    path, names = tmp_path / "voices.csv", lexicons.table("voices")
    said = pd.DataFrame({"doc_id": ["a"], "sentence": 0, "language": "en", "paragraph": 0})
    said["text"] = "The grain is late, the Quai said."
    names.to_csv(path, index=False)
    assert voices.attribute(said, voices_file=path)["voice"].tolist() != ["elysee"]
    row = names[(names["voice"] == "elysee") & (names["office"] == "presidency") & (names["role"] == "name")].head(1)
    pd.concat([names, row.assign(phrase="Quai")]).to_csv(path, index=False)
    assert voices.attribute(said, voices_file=path)["voice"].tolist() == ["elysee"]


def test_a_text_that_a_side_published_itself_is_its_account_as_a_whole():
    documents = pd.DataFrame(
        {
            "doc_id": ["own", "report", "third"],
            "text": [
                "Emmanuel Macron stressed the need for a ceasefire. Grain was discussed.",
                "Vladimir Putin said that he agreed.",
                "The two presidents spoke.",
            ],
            "language": "en",
            "side": ["kremlin", None, "washington"],
        }
    )
    told = voices.attribute(segment.split(documents))
    assert told["voice"].tolist() == ["kremlin", "kremlin", "kremlin", "other"]
    assert told["office"].tolist() == ["presidency", "presidency", "leader", "none"]
    assert told["rule"].tolist() == ["own_text", "own_text", "leader_tells", "own_text"]
    assert told["speaker"].tolist()[:3] == ["france", "france", "russia"]
    assert "published the text itself" in voices.explain(told.iloc[0])
    with pytest.raises(ValueError, match="no voice 'atlantis' in the lexicon"):
        voices.attribute(segment.split(documents.assign(side="atlantis")))
