// The filters of the explorer: which sentences are shown, which words are marked, and what the address says of it.
// Texts are in the page as HTML; this script hides, marks and explains them. What comes from a text stays text.
"use strict";

const form = document.getElementById("filters");
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const KEYS = ["word", "text", "sentence", "call", "side", "speaker", "frame", "act", "issue", "statement", "base"];
const LISTS = new Set(["frame", "issue", "statement"]);
const COLUMNS = ["text", "call", "sentence", "side", "speaker", "frame", "act", "issue", "statement", "words"];

// Words, as helpers.segment.tokens has them: accents and case put aside, so that "elysee" finds Élysée.
const LETTER = "(?!ʼ)\\p{L}";
const PIECE = "(?!ʼ)[\\p{L}\\p{M}\\p{N}]";
const NUMBER = `\\p{N}+(?:[.,:/‐‑-]\\p{N}+)*(?:['’ʼ]?${LETTER}(?:(?!ʼ)[\\p{L}\\p{M}])*|[‐‑-]\\p{Script=Cyrillic}{1,3}(?!\\p{L}))?`;
const PLAIN = `(?:(?:${LETTER}\\.){2,}|${LETTER}(?:${PIECE})*)(?:['’ʼ‐‑-](?!ʼ)[\\p{L}\\p{N}](?:${PIECE})*)*`;
const WORD = new RegExp(`${NUMBER}|${PLAIN}`, "gu");
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[’ʼ]/g, "'")
    .replace(/[‐‑]/g, "-")
    .replace(/(?<=[\p{L}\p{N}.])(?:'s)+$/u, "");

function tokens(text) {
  return [...text.matchAll(WORD)].map((found) => ({
    word: fold(found[0]),
    start: found.index,
    end: found.index + found[0].length,
  }));
}

// "weapon*" is any word that begins so; several words are a phrase; a comma parts phrases of which one must be there.
function phrases(query) {
  const parts = query.split(",").map((part) =>
    part
      .trim()
      .split(/\s+/)
      .filter((word) => fold(word.replace(/\*$/, "")))
      .map((word) => ({ word: fold(word.replace(/\*$/, "")), open: word.endsWith("*") })),
  );
  return parts.filter((words) => words.length);
}

function prepare(row) {
  row.folded ??= fold(row.content);
  row.tokens ??= tokens(row.content);
}

const fits = (token, wanted) =>
  token !== undefined && (wanted.open ? token.word.startsWith(wanted.word) : token.word === wanted.word);

function spans(row, wanted) {
  prepare(row);
  if (!wanted.some((phrase) => phrase.every(({ word }) => row.folded.includes(word)))) return [];
  const found = [];
  for (let at = 0; at < row.tokens.length; at += 1) {
    const words = wanted.find((phrase) => phrase.every((word, n) => fits(row.tokens[at + n], word)));
    if (words) found.push([row.tokens[at].start, row.tokens[at + words.length - 1].end]);
  }
  return found;
}

const rows = all("[data-sentence]").map((node) => {
  const article = node.closest("article");
  const cell = article.dataset;
  const values = { ...node.dataset, text: cell.text, call: cell.call };
  for (const key of LISTS) values[key] = (node.dataset[key] || "").split(";").filter(Boolean);
  return { node, article, values, content: one("bdi", node).textContent, hit: false };
});
requestIdleCallback(function ahead(time) {
  const left = rows.filter((row) => !row.tokens);
  while (left.length && time.timeRemaining() > 1) prepare(left.pop());
  if (left.length) requestIdleCallback(ahead);
});
let hits = [];
let at = -1;

// A choice may be written by its name ("Élysée") where the page has another value for it ("elysee").
function valueOf(key, given) {
  const options = form.elements[key]?.options ?? [];
  if ([...options].some((option) => option.value === given)) return given;
  return [...options].find((option) => option.dataset.name === given)?.value ?? given;
}

function chosen() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(KEYS.filter((key) => given.get(key)).map((key) => [key, valueOf(key, given.get(key))]));
}

function matches(row, choice, wanted) {
  for (const key of KEYS.slice(1)) {
    const value = choice[key];
    if (value === undefined) continue;
    const has = row.values[key];
    if (LISTS.has(key) ? !has.includes(value) : has !== value) return false;
  }
  row.spans = wanted.length ? spans(row, wanted) : [];
  return !wanted.length || row.spans.length > 0;
}

// Words are marked in the texts that are in sight, as these come.
const inSight = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) inSight[isIntersecting ? "add" : "delete"](target);
  mark();
});

function mark() {
  if (!CSS.highlights) return;
  const ranges = hits
    .filter((row) => inSight.has(row.article))
    .flatMap((row) =>
      row.spans.map(([start, end]) => {
        const range = new Range();
        range.setStart(...place(row, start));
        range.setEnd(...place(row, end));
        return range;
      }),
    );
  CSS.highlights.set("word", new Highlight(...ranges));
}

// The text node and the offset in it of a character of a sentence, whose words of telling are elements of their own.
function place(row, offset) {
  const walker = document.createTreeWalker(one("bdi", row.node), NodeFilter.SHOW_TEXT);
  let left = offset;
  while (walker.nextNode()) {
    if (left <= walker.currentNode.length) return [walker.currentNode, left];
    left -= walker.currentNode.length;
  }
  return [row.node, 0];
}

const many = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

function apply() {
  const choice = chosen();
  const wanted = phrases(choice.word || "");
  const narrow = KEYS.some((key) => key !== "text" && key !== "call" && choice[key]);
  for (const row of rows) row.hit = matches(row, choice, wanted);
  hits = rows.filter((row) => row.hit);
  at = -1;
  document.body.classList.toggle("narrow", narrow);
  const seen = new Set();
  for (const row of rows) {
    row.node.classList.toggle("off", !row.hit);
    if (row.hit) seen.add(row.node.parentElement).add(row.article);
  }
  for (const part of all("article, article p:not(.about)")) part.classList.toggle("empty", !seen.has(part));
  for (const key of KEYS) if (form.elements[key] && form.elements[key] !== document.activeElement) form.elements[key].value = choice[key] || "";
  for (const link of all("#list a")) link.ariaCurrent = location.hash === link.hash ? "true" : null;
  const texts = new Set(hits.map((row) => row.values.text)).size;
  one("#count").textContent = !rows.length ? "" : hits.length ? `${many(hits.length, "sentence")} in ${many(texts, "text")}` : "No matching sentences. Remove a filter.";
  mark();
  beside(choice);
}

// Both sides' sentences with a word, beside each other; of counts alone, how often each side uses it in each call.
function beside(choice) {
  const box = one("#beside");
  box.hidden = !choice.word || Boolean(choice.text || choice.side);
  if (box.hidden) return;
  one("#beside h2").textContent = `Sentences with “${choice.word}”, side by side`;
  for (const list of all("ul", box)) {
    const own = hits.filter((row) => row.values.side === list.dataset.side);
    list.previousElementSibling.querySelector("span").textContent = own.length;
    list.replaceChildren(...own.slice(0, 100).map((row) => item(row.content, one("h2", row.article).textContent)));
  }
  const counted = JSON.parse(one("#counts")?.textContent || "{}")[choice.word.toLowerCase()] || [];
  for (const list of all("ul", box)) {
    const side = list.dataset.place;
    list.append(...counted.filter((row) => row[side] > 0).map((row) => item(`${row[0]}: ${row[side]}`, "")));
    if (counted.length) list.previousElementSibling.querySelector("span").textContent = counted.reduce((sum, row) => sum + row[side], 0);
  }
}

function item(text, where) {
  const made = document.createElement("li");
  made.textContent = text;
  if (where) made.append(Object.assign(document.createElement("small"), { textContent: ` ${where}` }));
  return made;
}

function go(step) {
  if (!hits.length) return;
  at = (at + step + hits.length) % hits.length;
  const row = hits[at];
  row.node.focus();
  row.node.scrollIntoView({ block: "center" });
  one("#count").textContent = `Sentence ${at + 1} of ${hits.length}`;
}

function close() {
  one("#why dl").replaceChildren();
  one("#why .about").hidden = true;
  for (const node of all(".told")) node.classList.remove("told");
}

function why(node) {
  for (const other of all("[data-sentence].told")) other.classList.remove("told");
  node.classList.add("told");
  const list = one("#why dl");
  const said = JSON.parse(node.dataset.why);
  list.replaceChildren(
    ...Object.entries(said).flatMap(([term, value]) => [
      Object.assign(document.createElement("dt"), { textContent: term }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    ]),
  );
  const [hint, links] = all("#why p");
  hint.hidden = true;
  links.hidden = false;
  one("a", links).href = `#text=${encodeURIComponent(node.closest("article").dataset.text)}&sentence=${node.dataset.sentence}`;
  at = hits.findIndex((row) => row.node === node);
}

function show(choice, replace) {
  const hash = `#${new URLSearchParams(Object.entries(choice).filter(([, value]) => value)).toString().replaceAll("+", "%20")}`;
  if (hash === location.hash || (hash === "#" && !location.hash)) return apply();
  if (replace && location.protocol !== "about:") history.replaceState(null, "", hash);
  else location.hash = hash; // back and forward apply it by the event hashchange
  apply();
}

const written = () => Object.fromEntries(KEYS.map((key) => [key, form.elements[key] ? form.elements[key].value : ""]));

// What a spreadsheet would take for a formula has an apostrophe before it.
const safe = (value) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

function download() {
  const line = (row) => COLUMNS.map((name) => safe(name === "words" ? row.content : [row.values[name] ?? ""].flat().join(";")));
  const csv = [COLUMNS, ...hits.map(line)].map((cells) => cells.join(",")).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${csv}\n`], { type: "text/csv" }));
  link.download = "explore.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

form.addEventListener("input", (event) => show(written(), event.target.name === "word"));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(1);
});
form.addEventListener("reset", () => setTimeout(() => show({})));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const hash = link?.getAttribute("href") ?? "";
  if (hash.startsWith("#")) {
    event.preventDefault(); // in a notebook's frame the address of the page is another
    location.hash = hash;
    return apply();
  }
  const action = { next: () => go(1), previous: () => go(-1), download, close }[event.target.closest("button")?.name];
  if (action) action();
  const node = event.target.closest("[data-sentence]");
  if (node) why(node);
});
document.addEventListener("focusin", (event) => event.target.matches("[data-sentence]") && why(event.target));
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n" || event.key === "p") go(event.key === "n" ? 1 : -1);
});
addEventListener("hashchange", apply);
for (const article of all("article")) sight.observe(article);
document.body.classList.add("script");
if (matchMedia("(max-width: 60rem)").matches) for (const part of all("#filters details, #list details")) part.open = false;
apply();
