"""A first look at the tables: python data/first_look.py. Every figure names the calls that it rests on."""

from pathlib import Path

import pandas as pd
from scipy import stats

from helpers import frequency, readouts, uncertainty

PAIRS = [("kremlin", readouts.WESTERN), ("kremlin", "washington"), ("kremlin", "elysee"), ("washington", "london")]
ADVERSARIES = [("kremlin", readouts.WESTERN)]
ALLIES = [("washington", ("london", "tokyo", "kyiv")), ("london", "tokyo")]
SWAPS, FEWEST = 100_000, 6


def tags(chosen: readouts.Tables) -> pd.DataFrame:
    """Shares in per cent; what reaches a p of .05, adjusted or not, and always what findings are about."""
    table = uncertainty.shares_by_call(readouts.tags(chosen), *chosen.sides, readouts.TAGS, permutations=SWAPS)
    always = table.index.isin(["ceasefire", "blame", "cooperation", "accuse", "agentless"])
    table = table[always | (table["p"] < 0.05)]
    shares = ["share_a", "share_b", "estimate", "low", "high"]
    table = table.assign(**(100 * table[shares]).round(1), **table[["p", "p_adjusted", "smallest_p"]].round(6))
    return table.drop(columns="why")


def words(chosen: readouts.Tables) -> str:
    """Content words that occur in enough calls to reach a p of .05; each side's first eight."""
    counts = readouts.counts(chosen)
    calls = counts.T.groupby(level="call_id").sum().gt(0).sum()
    content = counts.index[(calls >= FEWEST) & ~counts.index.isin(frequency.stop_words(["en"]))]
    compared, apart = counts.columns.get_level_values("call_id").nunique(), len(counts.attrs["other_language"])
    said = f"{len(content)} content words in at least {FEWEST} of {compared} calls; {apart} calls are in two languages"
    if content.empty:
        return f"{said}."
    table = uncertainty.compare(counts, *chosen.sides, terms=content)
    shown = table[["count_a", "count_b", "estimate", "low", "high", "p", "p_adjusted", "calls", "smallest_p"]]
    shown = pd.concat([shown.head(8), shown.tail(8)]).round({"estimate": 1, "low": 1, "high": 1}).round(4)
    return f"{said}. Per 1,000 words:\n\n{shown.to_string(na_rep='–')}"


def alone(data: readouts.Tables, pairs: list, complete: bool) -> pd.Series:
    """For each call the share of sentences that one side only tells, by the alignments."""
    found = [readouts.alignments(readouts.between(data, a, b, complete=complete)) for a, b in pairs]
    calls = pd.concat(one.assign(sentence=one["a"].notna().astype(int) + one["b"].notna()) for one in found)
    told = calls[calls["kind"] == ""].groupby("call_id")["weight"].sum()
    docs = data.readouts.groupby("call_id")["sentences"].sum()
    return (told.reindex(calls["call_id"].unique(), fill_value=0) / docs).dropna()


def main() -> None:
    """Print all of it."""
    data = readouts.load(Path(__file__).parent)
    pd.set_option("display.width", 200, "display.max_columns", 20)
    for a, b in PAIRS:
        for complete in (False, True):
            chosen = readouts.between(data, a, b, complete=complete)
            calls = chosen.readouts.drop_duplicates("call_id")["dyad"].value_counts().sort_index().to_dict()
            of = "two complete texts" if complete else "all calls"
            print(f"\n## {' against '.join(chosen.sides)}, {of}: {sum(calls.values())} calls {calls}\n")
            print(tags(chosen).to_string(na_rep="–"))
            print(f"\n{words(chosen)}")
    print("\n## Told by one side only, share of a call's sentences by the alignments\n")
    for complete in (False, True):
        one, two = alone(data, ADVERSARIES, complete), alone(data, ALLIES, complete)
        tested = stats.permutation_test(
            (one, two),
            lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
            vectorized=True,
            n_resamples=SWAPS - 1,
            rng=0,
        )
        size = stats.ttest_ind(one, two, equal_var=False).confidence_interval()
        print(
            f"{'two complete texts' if complete else 'all calls'}: adversaries {one.mean():.1%} ({len(one)} calls),"
            f" allies {two.mean():.1%} ({len(two)}); difference {one.mean() - two.mean():+.1%}"
            f" [{size.low:+.1%}, {size.high:+.1%}], p {tested.pvalue:.4f}"
        )


if __name__ == "__main__":
    main()
