"""Copies and translated versions: what is grouped, what is not, and that it does not take forever."""

import random
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from helpers.cleaning.duplicates import duplicates

# Every text below is invented for these tests: no such call took place, nobody said this. Written before the method
# was final; the method's thresholds were chosen on calls a-d (TUNED), and e-h (HELD_OUT) only tell how well they hold.
# The key is call, kind, language: v are versions of one text, o is another outlet's own report of the same call.
TUNED = {
    ("a", "v", "en", "2021-02-02"): """
Vladimir Putin had a telephone conversation with President of France Emmanuel Macron at the French side's
initiative. The conversation lasted 90 minutes. The presidents discussed in detail the settlement of the conflict in
Donbass. The President of Russia stressed that Kiev continues to evade the implementation of the Minsk agreements of
2015 and drew attention to the 14 violations of the ceasefire recorded by the OSCE on January 30. Emmanuel Macron
informed him of his contacts with Vladimir Zelensky and Angela Merkel. It was agreed that the political advisers of
the Normandy format leaders would meet in Paris on February 9. The exchange of detainees was also touched upon:
lists with 37 names are being checked by the Red Cross. The situation in Belarus was mentioned briefly. The leaders
agreed to maintain contacts at various levels.""",
    ("a", "v", "fr", "2021-02-02"): """
Vladimir Poutine s'est entretenu par téléphone avec le président de la République française Emmanuel Macron, à
l'initiative de la partie française. L'entretien a duré 90 minutes. Les présidents ont évoqué en détail le règlement
du conflit dans le Donbass. Le président russe a souligné que Kiev continuait de se soustraire à l'application des
accords de Minsk de 2015 et attiré l'attention sur les 14 violations du cessez-le-feu constatées par l'OSCE le 30
janvier. Emmanuel Macron l'a informé de ses contacts avec Volodymyr Zelensky et Angela Merkel. Il a été convenu que
les conseillers des dirigeants du format Normandie se réuniraient à Paris le 9 février. L'échange des personnes
détenues a également été abordé : des listes de 37 noms sont examinées par la Croix-Rouge. La situation en
Biélorussie a été brièvement mentionnée. Les dirigeants sont convenus de rester en contact à différents niveaux.""",
    ("a", "v", "ru", "2021-02-02"): """
По инициативе французской стороны состоялся телефонный разговор Владимира Путина с Президентом Франции Эммануэлем
Макроном. Беседа продолжалась 90 минут. Президенты подробно обсудили урегулирование конфликта в Донбассе. Президент
России подчеркнул, что Киев по-прежнему уклоняется от выполнения Минских соглашений 2015 года, и обратил внимание на
14 нарушений режима прекращения огня, зафиксированных ОБСЕ 30 января. Эммануэль Макрон рассказал о своих контактах с
Владимиром Зеленским и Ангелой Меркель. Условились, что политические советники лидеров стран «нормандского формата»
встретятся в Париже 9 февраля. Затронут также обмен удерживаемыми лицами: списки из 37 имён проверяет Красный Крест.
Кратко упомянута ситуация в Белоруссии. Договорились продолжить контакты на различных уровнях.""",
    ("a", "o", "fr", "2021-02-02"): """
PARIS (invented agency) - Emmanuel Macron a appelé mardi son homologue russe Vladimir Poutine à faire pression sur
les séparatistes du Donbass, a indiqué l'Élysée à l'issue d'un échange d'une heure et demie. « Le président a
demandé un retour au cessez-le-feu de juillet 2020 », a déclaré un conseiller, selon lequel 3 soldats ukrainiens ont
été tués depuis le 15 janvier. Le Kremlin a de son côté accusé Kiev de ne pas appliquer les accords de Minsk. Une
réunion au format Normandie se tiendra à Paris, avec des représentants de Berlin. M. Macron a aussi plaidé pour la
libération d'Alexeï Navalny, arrêté le 17 janvier à Moscou, ce dont le communiqué russe ne parle pas. Les deux
dirigeants doivent se reparler avant la fin du mois. L'Union européenne examinera ses relations avec la Russie le 22
février à Bruxelles.""",
    ("b", "v", "en", "2021-02-05"): """
The President of the French Republic spoke by telephone with Vladimir Putin, President of the Russian Federation.
The two heads of state reviewed the situation in eastern Ukraine. The President of the Republic expressed his
serious concern at the 26 violations of the ceasefire observed by the OSCE since February 1 around Avdiivka and
Horlivka. He recalled that the Minsk agreements, signed in 2015, remain the only framework for a settlement, and
proposed a meeting of the foreign ministers of the Normandy format in Berlin before March 10. Turning to Syria, he
called for humanitarian access to Idlib through the Bab al-Hawa crossing, whose mandate expires on July 10, and for
the resumption of the talks in Geneva under the auspices of the United Nations envoy Geir Pedersen. Finally, the two
presidents discussed the Sputnik V vaccine, now under review by the European Medicines Agency.""",
    ("b", "v", "fr", "2021-02-05"): """
Le Président de la République s'est entretenu par téléphone avec Vladimir Poutine, Président de la Fédération de
Russie. Les deux chefs d'État ont fait le point sur la situation dans l'est de l'Ukraine. Le Président de la
République a fait part de sa vive préoccupation face aux 26 violations du cessez-le-feu relevées depuis le 1er
février par l'OSCE autour d'Avdiivka et de Horlivka. Il a rappelé que les accords de Minsk, signés en 2015,
demeuraient le seul cadre de règlement, et a proposé que les ministres des affaires étrangères du format Normandie
se retrouvent à Berlin avant le 10 mars. S'agissant de la Syrie, il a appelé à garantir l'accès humanitaire à Idlib
par le point de passage de Bab al-Hawa, dont le mandat expire le 10 juillet, et à reprendre les discussions à Genève
sous l'égide de l'envoyé des Nations unies Geir Pedersen. Les deux présidents ont enfin évoqué le vaccin Spoutnik V,
en cours d'examen par l'Agence européenne des médicaments.""",
    ("b", "v", "ru", "2021-02-06"): """
Президент Французской Республики провёл телефонный разговор с Президентом Российской Федерации Владимиром Путиным.
Главы государств рассмотрели ситуацию на востоке Украины. Президент Республики выразил серьёзную озабоченность в
связи с 26 нарушениями режима прекращения огня, которые с 1 февраля отметила ОБСЕ в районе Авдеевки и Горловки. Он
напомнил, что подписанные в 2015 году Минские соглашения остаются единственной основой урегулирования, и предложил
министрам иностранных дел стран «нормандского формата» встретиться в Берлине до 10 марта. Говоря о Сирии, он призвал
обеспечить гуманитарный доступ в Идлиб через пункт пропуска Баб-эль-Хава, мандат которого истекает 10 июля, и
возобновить переговоры в Женеве под эгидой посланника ООН Гейра Педерсена. В завершение президенты обсудили вакцину
«Спутник V», которую рассматривает Европейское агентство по лекарственным средствам.""",
    ("b", "o", "en", "2021-02-05"): """
MOSCOW (invented agency) - Russian President Vladimir Putin told his French counterpart Emmanuel Macron on Friday
that Ukraine was to blame for the renewed shelling in Donbass, the Kremlin said. Putin pointed to the refusal of
Kiev to talk directly to Donetsk and Lugansk, as the Minsk agreements require, and said he saw no point in a summit
before the decisions of Paris in December 2019 were carried out. The two also spoke about the Sputnik V vaccine, of
which Russia has offered 100 million doses to the European Union, and about Syria, where Moscow wants aid to go
through Damascus rather than across the Turkish border. Macron's office said that he had asked for access to Idlib.
Angela Merkel is expected to call Putin on Monday. It was their second conversation this week.""",
    ("c", "v", "en", "2021-02-08"): """
Vladimir Putin, Angela Merkel and Emmanuel Macron held talks via videoconference. The main subject was the Joint
Comprehensive Plan of Action on the Iranian nuclear programme. The leaders of Russia, Germany and France noted that
Washington's intention to return to the deal opens a window of opportunity, and called on Tehran to suspend
enrichment to 20 percent and to let the inspectors of the IAEA work without hindrance after February 21. Angela
Merkel spoke of the consultations that took place in Vienna on December 21. The three leaders also considered the
prospects of supplying the vaccine Sputnik V and its possible joint production. When discussing Ukraine, it was
stressed that the Minsk agreements have no alternative. On Libya, they welcomed the election of an interim executive
in Geneva on February 5.""",
    ("c", "v", "fr", "2021-02-08"): """
Vladimir Poutine, Angela Merkel et Emmanuel Macron se sont entretenus par visioconférence. Le sujet principal a été
le plan d'action global commun sur le programme nucléaire iranien. Les dirigeants de la Russie, de l'Allemagne et de
la France ont noté que l'intention de Washington de revenir à l'accord ouvrait une fenêtre d'opportunité, et ont
appelé Téhéran à suspendre l'enrichissement à 20 % et à laisser les inspecteurs de l'AIEA travailler sans entrave
après le 21 février. Angela Merkel a évoqué les consultations tenues à Vienne le 21 décembre. Les trois dirigeants
ont également examiné les perspectives de livraison du vaccin Spoutnik V et une éventuelle production conjointe. Au
sujet de l'Ukraine, il a été souligné que les accords de Minsk n'avaient pas d'alternative. Sur la Libye, ils ont
salué l'élection à Genève, le 5 février, d'un exécutif intérimaire.""",
    ("c", "v", "ru", "2021-02-09"): """
Владимир Путин, Ангела Меркель и Эммануэль Макрон провели переговоры в режиме видеоконференции. Основной темой стал
Совместный всеобъемлющий план действий по иранской ядерной программе. Лидеры России, Германии и Франции отметили,
что намерение Вашингтона вернуться к сделке открывает окно возможностей, и призвали Тегеран приостановить обогащение
до 20 процентов и позволить инспекторам МАГАТЭ беспрепятственно работать после 21 февраля. Ангела Меркель рассказала
о консультациях, прошедших в Вене 21 декабря. Рассмотрены также перспективы поставок вакцины «Спутник V» и
возможность её совместного производства. При обсуждении Украины подчёркнуто, что Минским соглашениям нет
альтернативы. По Ливии лидеры приветствовали избрание временной исполнительной власти в Женеве 5 февраля.""",
    ("d", "v", "en", "2021-02-11"): """
Vladimir Putin spoke on the telephone with President of Turkey Recep Tayyip Erdogan. The two presidents exchanged
views on the situation in Syria, above all in Idlib, where terrorist groups have fired on the base at Khmeimim 5
times since the beginning of February. The importance of the Moscow memorandum of March 5, 2020, was noted, and the
upcoming meeting in the Astana format, to take place in Sochi on February 16 and 17, was discussed. The Turkish side
proposed to reopen the M4 highway for civilians. Another topic was the work of the Russian-Turkish centre in Agdam,
with 60 officers on each side, that monitors the ceasefire in Nagorno-Karabakh. The leaders also talked about the
construction of the Akkuyu nuclear power plant and the gas pipeline TurkStream.""",
    ("d", "v", "fr", "2021-02-12"): """
Vladimir Poutine a eu un entretien téléphonique avec le président de la Turquie Recep Tayyip Erdogan. Les deux
présidents ont échangé leurs vues sur la situation en Syrie, avant tout à Idleb, d'où des groupes terroristes ont
tiré 5 fois sur la base de Hmeimim depuis le début du mois de février. Ils ont relevé l'importance du mémorandum de
Moscou du 5 mars 2020 et discuté de la prochaine réunion au format d'Astana, qui se tiendra à Sotchi les 16 et 17
février. La partie turque a proposé de rouvrir l'autoroute M4 aux civils. Il a aussi été question du travail du
centre russo-turc d'Agdam, où 60 officiers de chaque côté surveillent le cessez-le-feu dans le Haut-Karabakh. Les
dirigeants ont en outre parlé de la construction de la centrale nucléaire d'Akkuyu et du gazoduc TurkStream.""",
    ("d", "v", "ru", "2021-02-11"): """
Состоялся телефонный разговор Владимира Путина с Президентом Турции Реджепом Тайипом Эрдоганом. Президенты
обменялись мнениями о положении в Сирии, прежде всего в Идлибе, откуда террористические группировки с начала февраля
5 раз обстреляли базу Хмеймим. Отмечена важность московского меморандума от 5 марта 2020 года, обсуждена предстоящая
встреча в Астанинском формате, которая пройдёт в Сочи 16 и 17 февраля. Турецкая сторона предложила вновь открыть для
гражданских лиц трассу М4. Ещё одной темой стала работа российско-турецкого центра в Агдаме: по 60 офицеров с каждой
стороны следят за прекращением огня в Нагорном Карабахе. Говорили также о строительстве АЭС «Аккую» и о газопроводе
«Турецкий поток».""",
    ("d", "o", "en", "2021-02-11"): """
ANKARA (invented agency) - Turkish President Recep Tayyip Erdogan and Russian President Vladimir Putin discussed
Syria and Nagorno-Karabakh by phone on Thursday, the communications directorate said. Erdogan told Putin that the
attacks of the regime on Idlib must stop if the political process is to go on, and that 1.5 million people there
depend on aid that comes through Turkey. They talked about the Astana meeting in Sochi next week and about the joint
centre in Agdam, which has been at work since January 30. Erdogan also raised the Akkuyu nuclear plant, whose third
reactor is to be founded in March, and the Sputnik V vaccine. The Kremlin said in a statement of its own that the
shelling of the base at Khmeimim had been discussed. The two leaders last met in Moscow on March 5, 2020.""",
}
HELD_OUT = {
    ("e", "v", "en", "2021-02-03"): """
Vladimir Putin had a telephone conversation with President of the French Republic Emmanuel Macron. The main topic
was Nagorno-Karabakh. The Russian leader told his colleague in detail how the agreements of November 9, 2020, and
January 11, 2021, are being put into effect. The Russian peacekeepers ensure the ceasefire along the whole line of
contact; more than 52,000 refugees have come back to Stepanakert. Emmanuel Macron confirmed the readiness of France
to take part in humanitarian projects together with the Red Cross and UNESCO. Both presidents spoke in favour of
continuing the work of the co-chairs of the OSCE Minsk Group. While exchanging views on Ukraine, they noted that the
truce in Donbass has to be strengthened. Vladimir Putin also informed Emmanuel Macron about the extension of the New
START treaty with the United States for 5 years.""",
    ("e", "v", "fr", "2021-02-03"): """
Un entretien téléphonique a eu lieu entre Vladimir Poutine et le président de la République française Emmanuel
Macron. Le Haut-Karabakh en a été le thème principal. Le dirigeant russe a exposé en détail à son collègue comment
sont mis en œuvre les accords du 9 novembre 2020 et du 11 janvier 2021. Les forces de paix russes assurent le
cessez-le-feu sur toute la ligne de contact ; plus de 52 000 réfugiés sont revenus à Stepanakert. Emmanuel Macron a
confirmé que la France était prête à prendre part à des projets humanitaires avec la Croix-Rouge et l'UNESCO. Les
deux présidents se sont prononcés pour la poursuite des travaux des coprésidents du groupe de Minsk de l'OSCE. Dans
un échange de vues sur l'Ukraine, ils ont noté que la trêve dans le Donbass devait être consolidée. Vladimir Poutine
a également informé Emmanuel Macron de la prolongation pour 5 ans du traité New Start avec les États-Unis.""",
    ("e", "v", "ru", "2021-02-03"): """
Состоялся телефонный разговор Владимира Путина с Президентом Французской Республики Эммануэлем Макроном. Главной
темой стал Нагорный Карабах. Российский лидер подробно рассказал коллеге о том, как выполняются договорённости от 9
ноября 2020 года и 11 января 2021 года. Российские миротворцы обеспечивают прекращение огня по всей линии
соприкосновения, в Степанакерт вернулись более 52 тысяч беженцев. Эммануэль Макрон подтвердил готовность Франции
участвовать в гуманитарных проектах совместно с Красным Крестом и ЮНЕСКО. Оба президента высказались за продолжение
работы сопредседателей Минской группы ОБСЕ. При обмене мнениями по Украине отмечено, что перемирие в Донбассе
необходимо укреплять. Владимир Путин также проинформировал Эммануэля Макрона о продлении на 5 лет Договора о СНВ с
Соединёнными Штатами.""",
    ("e", "o", "ru", "2021-02-03"): """
МОСКВА (вымышленное агентство) - Президент Франции Эммануэль Макрон в среду позвонил Владимиру Путину, чтобы
обсудить положение в Нагорном Карабахе и судьбу армянских военнопленных, сообщил Елисейский дворец. По словам
советника президента, Макрон попросил вернуть 62 человек, которых Баку удерживает с декабря, и допустить миссию
ЮНЕСКО к монастырям. В Кремле заявили, что российские миротворцы продолжают работу и что Париж готов присоединиться
к гуманитарным проектам. Стороны говорили также об Украине и Минских соглашениях. О деле Навального, приговорённого
2 февраля к реальному сроку, в сообщении Москвы не сказано; во Франции утверждают, что Макрон потребовал его
освобождения. Разговор длился больше часа. Следующий контакт намечен на середину февраля.""",
    ("f", "v", "en", "2021-02-10"): """
The President of the Republic spoke today with President Vladimir Putin of Russia. They returned to the aftermath of
the war in Nagorno-Karabakh. Recalling the friendship that unites France and Armenia, the President of the Republic
asked for the release without delay of the 62 prisoners of war held in Baku since December 14, and for the
protection of the monasteries of Dadivank and Amaras, to which UNESCO wishes to send a mission. He proposed that the
three co-chairs of the Minsk Group travel to Yerevan and Baku before the end of March. On Libya, both leaders
welcomed the appointment of Abdul Hamid Dbeibah and stressed that foreign mercenaries have to leave, as the
ceasefire signed in Geneva on October 23 provides. The President of the Republic lastly raised the case of Alexei
Navalny and called for his release.""",
    ("f", "v", "fr", "2021-02-10"): """
Le Président de la République s'est entretenu ce jour avec le Président de la Russie, Vladimir Poutine. Ils sont
revenus sur les suites de la guerre au Haut-Karabagh. Rappelant l'amitié qui unit la France et l'Arménie, le
Président de la République a demandé la libération sans délai des 62 prisonniers de guerre détenus à Bakou depuis le
14 décembre, ainsi que la protection des monastères de Dadivank et d'Amaras, où l'UNESCO souhaite dépêcher une
mission. Il a proposé que les trois coprésidents du groupe de Minsk se rendent à Erevan et à Bakou avant la fin du
mois de mars. Concernant la Libye, les deux dirigeants ont salué la désignation d'Abdel Hamid Dbeibah et insisté sur
le départ des mercenaires étrangers, prévu par le cessez-le-feu signé à Genève le 23 octobre. Le Président de la
République a enfin soulevé le cas d'Alexeï Navalny et demandé sa libération.""",
    ("f", "v", "ru", "2021-02-11"): """
Президент Французской Республики провёл сегодня беседу с Президентом России Владимиром Путиным. Они вернулись к
последствиям войны в Нагорном Карабахе. Напомнив о дружбе, которая связывает Францию и Армению, Президент Республики
попросил незамедлительно освободить 62 военнопленных, удерживаемых в Баку с 14 декабря, а также обеспечить защиту
монастырей Дадиванк и Амарас, куда ЮНЕСКО хотела бы направить миссию. Он предложил, чтобы три сопредседателя Минской
группы до конца марта посетили Ереван и Баку. Что касается Ливии, оба лидера приветствовали назначение Абдель Хамида
Дбейбы и подчеркнули, что иностранные наёмники должны уйти, как это предусмотрено соглашением о прекращении огня,
подписанным в Женеве 23 октября. В заключение Президент Республики поднял вопрос об Алексее Навальном и призвал
освободить его.""",
    ("f", "o", "en", "2021-02-10"): """
Vladimir Putin and President of France Emmanuel Macron continued their discussion of Nagorno-Karabakh by telephone.
The Russian side gave an account of the work of its peacekeepers and of the trilateral group of deputy prime
ministers, which met in Moscow on January 30 to restore railway links between Armenia and Azerbaijan. The progress
in Libya was assessed positively: a unified authority, led by Mohamed al-Menfi and Abdul Hamid Dbeibah, is to
prepare the elections of December 24. The presidents considered cooperation against the coronavirus, in particular
deliveries of Sputnik V to France and tests of the vaccine together with the Pasteur Institute. Vladimir Putin
answered a question about the criminal case of Alexei Navalny, calling it an internal matter of Russia.""",
    ("g", "v", "en", "2021-02-06"): """
Emmanuel Macron spoke with the President of Ukraine, Volodymyr Zelensky. He expressed his condolences for the 4
Ukrainian soldiers killed near Novoluhanske on February 5 and reaffirmed the attachment of France to the sovereignty
and territorial integrity of Ukraine, including Crimea. The two presidents took stock of the negotiations in the
Normandy format: Paris and Berlin have put on the table a plan in 13 points to carry out the Minsk agreements step
by step, which the advisers will go through on February 12. Volodymyr Zelensky set out his reforms of the judiciary
and his fight against corruption, on which the aid of the International Monetary Fund, 5 billion dollars, depends.
They also discussed the sale of 55 Airbus helicopters to the ministry of the interior, and the delivery of vaccines
through Covax.""",
    ("g", "v", "fr", "2021-02-06"): """
Emmanuel Macron s'est entretenu avec le président de l'Ukraine, Volodymyr Zelensky. Il lui a présenté ses
condoléances après la mort de 4 soldats ukrainiens, tués le 5 février près de Novolouhanske, et a réaffirmé
l'attachement de la France à la souveraineté et à l'intégrité territoriale de l'Ukraine, y compris la Crimée. Les
deux présidents ont fait le point sur les négociations en format Normandie : Paris et Berlin ont mis sur la table un
plan en 13 points pour appliquer pas à pas les accords de Minsk, que les conseillers examineront le 12 février.
Volodymyr Zelensky a présenté ses réformes de la justice et sa lutte contre la corruption, dont dépend l'aide du
Fonds monétaire international, soit 5 milliards de dollars. Ils ont également évoqué la vente de 55 hélicoptères
Airbus au ministère de l'intérieur et la livraison de vaccins par le mécanisme Covax.""",
    ("g", "v", "ru", "2021-02-06"): """
Эммануэль Макрон провёл беседу с Президентом Украины Владимиром Зеленским. Он выразил соболезнования в связи с
гибелью 4 украинских военнослужащих 5 февраля под Новолуганским и подтвердил приверженность Франции суверенитету и
территориальной целостности Украины, включая Крым. Президенты подвели итоги переговоров в «нормандском формате»:
Париж и Берлин представили план из 13 пунктов по поэтапному выполнению Минских соглашений, который советники
разберут 12 февраля. Владимир Зеленский рассказал о судебной реформе и борьбе с коррупцией, от которых зависит
помощь Международного валютного фонда в размере 5 миллиардов долларов. Обсуждались также продажа 55 вертолётов
«Эрбас» министерству внутренних дел и поставки вакцин по линии КОВАКС.""",
    ("h", "v", "en", "2021-02-12"): """
Telephone conversations of Vladimir Putin with President of Azerbaijan Ilham Aliyev and Prime Minister of Armenia
Nikol Pashinyan took place. Practical aspects of carrying out the statements of November 9, 2020, and January 11,
2021, on Nagorno-Karabakh were discussed. The President of Russia noted that the situation in the region is calm
overall, and that the Russian peacekeepers have escorted 318 convoys through the Lachin corridor and cleared 1,200
hectares of mines. The deputy prime ministers reported that the trilateral working group, meeting in Moscow, has
agreed on a list of railway lines through Nakhichevan and Meghri, to be submitted to the leaders by March 1. Special
attention was paid to the return of prisoners and of the bodies of the dead. It was agreed to continue regular
contacts.""",
    ("h", "v", "fr", "2021-02-12"): """
Vladimir Poutine a eu des entretiens téléphoniques avec le président de l'Azerbaïdjan Ilham Aliev et le Premier
ministre de l'Arménie Nikol Pachinian. Ils ont porté sur les aspects pratiques de la mise en œuvre des déclarations
du 9 novembre 2020 et du 11 janvier 2021 sur le Haut-Karabakh. Le président de la Russie a noté que la situation
dans la région était dans l'ensemble calme, et que les forces de paix russes avaient escorté 318 convois par le
corridor de Latchine et déminé 1 200 hectares. Les vice-premiers ministres ont fait savoir que le groupe de travail
trilatéral, réuni à Moscou, s'était accordé sur une liste de lignes ferroviaires passant par le Nakhitchevan et
Meghri, qui sera soumise aux dirigeants d'ici au 1er mars. Une attention particulière a été portée au retour des
prisonniers et des corps des défunts. Il a été convenu de poursuivre les contacts réguliers.""",
    ("h", "v", "ru", "2021-02-13"): """
Состоялись телефонные разговоры Владимира Путина с Президентом Азербайджана Ильхамом Алиевым и Премьер-министром
Армении Николом Пашиняном. Обсуждались практические аспекты реализации заявлений по Нагорному Карабаху от 9 ноября
2020 года и 11 января 2021 года. Президент России отметил, что обстановка в регионе в целом спокойная, а российские
миротворцы провели по Лачинскому коридору 318 колонн и разминировали 1200 гектаров. Вице-премьеры сообщили, что
трёхсторонняя рабочая группа, собиравшаяся в Москве, согласовала перечень железнодорожных линий через Нахичевань и
Мегри, который будет представлен лидерам к 1 марта. Особое внимание уделено возвращению пленных и тел погибших.
Условились продолжать регулярные контакты.""",
    ("h", "o", "fr", "2021-02-12"): """
EREVAN (invented agency) - Le Premier ministre arménien Nikol Pachinian a demandé vendredi à Vladimir Poutine
d'obtenir de Bakou la libération des prisonniers de guerre, selon ses services. M. Pachinian, dont l'opposition
réclame la démission depuis le 9 novembre, a évoqué au téléphone avec le président russe la réouverture des voies
ferrées vers l'Iran et la Russie, discutée à Moscou par les vice-premiers ministres des trois pays. Le Kremlin a
indiqué que Vladimir Poutine avait aussi parlé au président azerbaïdjanais Ilham Aliev, et que les forces de paix
russes au Haut-Karabakh avaient déminé plus de 1 000 hectares. Selon Erevan, 120 Arméniens au moins restent détenus
en Azerbaïdjan, qui n'en reconnaît que 60. Le corridor de Latchine reste ouvert.""",
}


def readouts(texts):
    rows = [("-".join(key[:3]), text.strip(), key[2], key[3]) for key, text in texts.items()]
    table = pd.DataFrame(rows, columns=["doc_id", "text", "language", "published"])
    return table.assign(published=pd.to_datetime(table["published"]))


def groups(table, column):
    """The groups of more than one text, by their names."""
    found = table.groupby(column)["doc_id"].apply(sorted)
    return {name: members for name, members in found.items() if len(members) > 1}


def english(*texts, **columns):
    table = pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts), "language": "en"})
    return table.assign(**columns)


CALL = TUNED["a", "v", "en", "2021-02-02"].strip()
SENTENCES = re.split(r"(?<=\.)\s", CALL)


def test_the_versions_of_each_call_are_one_group_and_other_outlets_reports_stay_out():
    assert groups(duplicates(readouts(TUNED)), "versions") == {
        f"{call}-v-en": [f"{call}-v-en", f"{call}-v-fr", f"{call}-v-ru"] for call in "abcd"
    }


def test_it_holds_on_calls_that_the_method_was_not_tuned_on():
    assert groups(duplicates(readouts(HELD_OUT)), "versions") == {
        f"{call}-v-en": [f"{call}-v-en", f"{call}-v-fr", f"{call}-v-ru"] for call in "efgh"
    }


def test_translations_are_no_copies():
    assert groups(duplicates(readouts(TUNED | HELD_OUT)), "copies") == {}


def test_a_version_that_says_something_else_in_one_sentence_is_still_found():
    rng = random.Random(1)
    table = readouts(TUNED | HELD_OUT)
    for row in table.index[table["language"] == "ru"]:
        sentences = re.split(r"(?<=\.)\s+", table.loc[row, "text"])
        sentences[rng.randrange(1, len(sentences))] = (
            "Кроме того, речь шла и о других вопросах, которые здесь не названы."
        )
        table.loc[row, "text"] = " ".join(sentences)
    assert groups(duplicates(table), "versions") == {
        f"{call}-v-en": [f"{call}-v-en", f"{call}-v-fr", f"{call}-v-ru"] for call in "abcdefgh"
    }


def test_copies_of_a_version_belong_to_its_group():
    table = readouts(TUNED)
    extra = table[table["doc_id"] == "b-v-fr"].assign(doc_id="copy", text=lambda t: "PARIS - " + t["text"])
    found = duplicates(pd.concat([table, extra]))
    assert groups(found, "copies") == {"b-v-fr": ["b-v-fr", "copy"]}
    assert groups(found, "versions")["b-v-en"] == ["b-v-en", "b-v-fr", "b-v-ru", "copy"]


def test_an_agencys_copy_with_small_edits_is_a_copy():
    edited = CALL.replace("stressed", "underlined").replace("in detail ", "").replace("briefly", "in passing")
    edited = "MOSCOW (agency) - " + edited.replace("touched upon", "discussed")
    assert duplicates(english(CALL, edited))["copies"].tolist() == ["d0", "d0"]


def test_a_cut_to_a_half_is_a_copy_and_a_quotation_is_not():
    words = CALL.split()
    assert len(words) == 136
    half, quoted = " ".join(words[:68]), " ".join(words[40:80])
    assert duplicates(english(CALL, half, quoted))["copies"].tolist() == ["d0", "d0", "d2"]


def test_what_differs_in_case_punctuation_or_the_writing_of_accents_is_a_copy():
    texts = ["L’Élysée dit : « Oui. »", "L'ÉLYSÉE dit, oui", "L E\N{COMBINING ACUTE ACCENT}lysée dit oui"]
    assert duplicates(english(*texts))["copies"].tolist() == ["d0", "d0", "d0"]


def test_short_texts_are_copies_only_where_equal_and_empty_ones_never():
    texts = ["No talks today", "No talks today again", "no talks today!", "", "", " … "]
    assert duplicates(english(*texts))["copies"].tolist() == ["d0", "d1", "d0", "d3", "d4", "d5"]


def test_a_group_is_named_by_its_first_publication_and_then_by_doc_id():
    days = pd.to_datetime(pd.Series(["2021-02-03", None, "2021-02-02", "2021-02-02"]))
    table = english(CALL, CALL, CALL + " (corrected)", CALL, published=days)
    assert duplicates(table)["copies"].tolist() == ["d2"] * 4
    assert duplicates(table.drop(columns="published"))["versions"].tolist() == ["d0"] * 4


def two_versions(**columns):
    return readouts(TUNED).iloc[:2].assign(**columns)


@pytest.mark.parametrize(
    ("columns", "grouped"),
    [
        ({}, True),
        ({"language": ["en-GB", "fr"]}, True),
        ({"language": ["fr", "fr"]}, False),
        ({"language": ["en", None]}, False),
        ({"published": pd.to_datetime(["2021-02-02", "2021-02-09"])}, True),
        ({"published": pd.to_datetime(["2021-02-02", "2021-02-10"])}, False),
        ({"published": pd.to_datetime(["2021-02-02", None])}, True),
    ],
)
def test_versions_are_in_different_languages_and_of_about_the_same_day(columns, grouped):
    assert (duplicates(two_versions(**columns))["versions"].nunique() == 1) is grouped


def test_seven_names_and_numbers_are_too_few_to_tell_a_version_by_and_eight_are_enough():
    english_text = "Putin told Macron and Merkel of Minsk, Syria, Libya and Iran"
    french_text = "Poutine a parlé à Macron et Merkel de Minsk, de la Syrie, de la Libye et de l'Iran"
    table = pd.DataFrame({"doc_id": ["a", "b"], "text": [english_text, french_text], "language": ["en", "fr"]})
    assert duplicates(table)["versions"].tolist() == ["a", "b"]
    table["text"] += " 2021"
    assert duplicates(table)["versions"].tolist() == ["a", "a"]


def test_numbers_are_the_same_number_however_they_are_written():
    numbers = ["52,000 and 1,200 and 1.5 and 30 and 7 and 11 and 16 and 99"]
    numbers += [
        "52 тысячи, 1 200, 1,5, 30, 7, 11, 16, 99",
        "52\N{NARROW NO-BREAK SPACE}000, 1200, 1,5, 30, 7, 11, 16, 99",
    ]
    table = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": numbers, "language": ["en", "ru", "fr"]})
    assert duplicates(table)["versions"].tolist() == ["a", "a", "a"]


def test_of_two_like_texts_only_the_better_match_is_the_version():
    table = readouts(TUNED)
    french = table[table["doc_id"] == "d-v-fr"]
    other = french.assign(doc_id="other", text=french["text"].str.replace("Agdam", "Bakou").str.replace("60", "90"))
    other["text"] = other["text"].str.replace(r"\b[a-zé]{5,}\b", "autrement", regex=True)  # no copy of the first
    found = duplicates(pd.concat([other, table]))
    assert found.set_index("doc_id").loc["other", ["copies", "versions"]].tolist() == ["other", "other"]
    assert groups(found, "versions")["d-v-en"] == ["d-v-en", "d-v-fr", "d-v-ru"]


def drawn(texts, seed):
    """Texts of an invented vocabulary; every third is the one before it with more or fewer words changed, or cut."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(texts):
        words = rng.integers(0, 3000, rng.integers(60, 160))
        if number % 3 == 2:
            words = rows[-1].copy()
            words[rng.choice(len(words), rng.integers(0, 12), replace=False)] = 5000 + number
            words = words[: int(len(words) * rng.choice([1, 1, 0.8, 0.6, 0.3]))]
        rows.append(words)
    return english(*(" ".join(f"w{word}" for word in words) for words in rows))


def compared_pair_by_pair(texts):
    """The groups as a plain comparison of all pairs gives them, by the definition in the docstring."""
    words = [text.split() for text in texts]
    shingles = [{tuple(own[i : i + 3]) for i in range(len(own) - 2)} for own in words]
    columns = {shingle: k for k, shingle in enumerate(sorted(set().union(*shingles)))}
    cells = [(row, columns[shingle]) for row, own in enumerate(shingles) for shingle in own]
    matrix = sparse.csr_array((np.ones(len(cells), dtype=np.int32), tuple(zip(*cells, strict=True))))
    shared, sizes = (matrix @ matrix.T).toarray(), np.array([len(own) for own in shingles])
    shorter, longer = np.minimum.outer(sizes, sizes), np.maximum.outer(sizes, sizes)
    alike = (shared >= 0.75 * shorter) & (shorter >= 0.4 * longer)
    return sparse.csgraph.connected_components(sparse.csr_array(alike), directed=False)[1]


def test_a_thousand_texts_give_the_groups_of_the_plain_comparison_of_all_pairs():
    table = drawn(1000, seed=3)
    found = pd.factorize(duplicates(table)["copies"])[0]
    plain = pd.factorize(compared_pair_by_pair(table["text"]))[0]
    assert len(set(plain)) == 775
    assert (found == plain).all()


def test_thousands_of_equal_and_hundreds_of_like_texts_are_one_group_each():
    like = [CALL.replace("37", str(number)).replace("90", str(2 * number)) for number in range(100, 400)]
    found = duplicates(english(*[SENTENCES[3]] * 4000, *like))
    assert sorted(found["copies"].value_counts()) == [300, 4000]


@settings(deadline=None, max_examples=15)
@given(st.permutations(range(15)))
def test_the_order_of_the_rows_does_not_matter(order):
    table = readouts(TUNED)
    turned = duplicates(table.iloc[list(order)]).sort_index()
    pd.testing.assert_frame_equal(turned, duplicates(table))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=40) | st.sampled_from([CALL, CALL.upper(), SENTENCES[0]]), max_size=6))
def test_whatever_the_texts_each_has_a_group_and_each_group_is_named_by_a_member(texts):
    found = duplicates(english(*texts))
    for column in ("copies", "versions"):
        assert (found.set_index("doc_id").reindex(found[column])[column].to_numpy() == found[column].to_numpy()).all()
    assert (found.groupby("copies")["versions"].nunique() <= 1).all()


def test_index_and_further_columns_are_kept_and_the_input_is_not_changed():
    table = readouts(TUNED).assign(call_id="x")
    table.index = [7] * len(table)
    before = table.copy(deep=True)
    found = duplicates(table)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(found.drop(columns=["copies", "versions"]), before)


def test_no_text_at_all_is_an_empty_table():
    found = duplicates(readouts(TUNED).iloc[:0])
    assert len(found) == 0
    assert list(found.columns)[-2:] == ["copies", "versions"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (english("a").drop(columns="doc_id"), "no column 'doc_id'"),
        (english("a").drop(columns="language"), r"no column 'language'. Run cleaning.languages"),
        (english("a", None), r"\['d1'\]: no text"),
        (english("a", "b", doc_id=["x", "x"]), r"doc_id \['x'\] stands there twice"),
        (english("a", "b", doc_id=["x", None]), "1 rows without a doc_id"),
    ],
)
def test_bad_input_is_named(table, message):
    with pytest.raises(ValueError, match=message):
        duplicates(table)
