import type { Document, QuestionAnswer, Span } from "../../corpus/document.ts";
import { type FactKind, facts } from "../../corpus/facts.ts";
import { mainName, nameIn } from "../../corpus/names.ts";
import { sentences } from "../../corpus/sentences.ts";
import { words } from "../../corpus/shingles.ts";

/** One fact to ask about: a question with its answer, or the opening of a sentence with the words that follow. */
export interface Item {
	readonly kind: "question" | "sentence";
	/** What is asked, without context; the answer follows it. */
	readonly stem: string;
	/** The question itself, or the opening of the sentence: the stem without its frame. */
	readonly asked: string;
	readonly answer: string;
	/** What is put between stem and answer: " " after "Answer:", nothing inside a sentence. */
	readonly joint: string;
	/** The fact itself, as R8 supplies it. */
	readonly statement: string;
	/** What sort of words the answer is made of: a decoy must be of the same. */
	readonly answerKind: FactKind | "words";
	/** The name the fact is about: of the question, or the one the document names most; absent where there is none. */
	readonly subject?: string;
	/** Where the document says it, when it does so in these words. */
	readonly place?: Span;
	/** What the leak marks: the place, or the sentence around it. */
	readonly sentence?: Span;
}

/** Items per document without question-answer pairs: more would ask the same sentences again. */
const MOST_FACTS = 6;

/** Why a document has no items. */
export const NO_ITEMS = "No questions come with the document and no facts were found in it.";

/** Question-answer pairs where the document has them, else facts found in its sentences; found once a document. */
export function itemsOf(document: Document): readonly Item[] {
	const known = perDocument.get(document);
	if (known) return known;
	const found = findItems(document);
	perDocument.set(document, found);
	return found;
}

/** Decoys, pairs and swapped contexts look at every document from every other. */
const perDocument = new WeakMap<Document, readonly Item[]>();

function findItems(document: Document): readonly Item[] {
	const lines = sentences(document.text);
	const main = mainName(document.text);
	if (document.questions.length > 0)
		return document.questions.map((pair) => fromPair(pair, document.text, lines, main));
	const found = facts(document.text);
	const step = Math.max(1, found.length / MOST_FACTS);
	return found
		.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
		.map(({ kind, span, sentence }) => {
			const lead = document.text.slice(sentence.start, span.start);
			const joint = /\s$/.test(lead) ? lead.slice(lead.trimEnd().length) : "";
			const answer = document.text.slice(span.start, span.end);
			const subject = nameIn(lead) ?? (main === answer ? undefined : main);
			return {
				kind: "sentence" as const,
				stem: lead.trimEnd(),
				asked: lead.trimEnd(),
				answer,
				joint,
				statement: document.text.slice(sentence.start, sentence.end),
				answerKind: kind,
				...(subject === undefined ? {} : { subject }),
				place: span,
				sentence,
			};
		});
}

function fromPair(
	{ question, answer }: QuestionAnswer,
	text: string,
	lines: readonly Span[],
	main: string | undefined,
): Item {
	const place = locate(text, answer);
	const sentence = place ? lines.find((s) => s.start <= place.start && place.start < s.end) : undefined;
	const subject = nameIn(question) ?? (main !== undefined && question.includes(main) ? main : undefined);
	return {
		kind: "question",
		stem: framed(question),
		asked: question,
		answer,
		joint: " ",
		statement: `${question} ${answer}`,
		answerKind: kindOf(answer),
		...(subject === undefined ? {} : { subject }),
		...(place ? { place } : {}),
		...(sentence ? { sentence } : {}),
	};
}

/** What a fact is asked for by, whatever the document came with. */
export function questionOf({ kind, asked }: Item): string {
	return kind === "question" ? asked : `How does this sentence go on: "${asked}"?`;
}

/** How questions are put to a model in plain text. */
export function framed(question: string): string {
	return `Question: ${question}\nAnswer:`;
}

/** The kind of an answer that is nothing but one fact. */
function kindOf(answer: string): Item["answerKind"] {
	// Facts open no sentence; a few words before it let the answer be one.
	const lead = "this is what it says: ";
	const only = facts(`${lead}${answer}`).find(({ span }) => span.start === lead.length);
	return only && only.span.end === lead.length + answer.length ? only.kind : "words";
}

/** Characters on either side of an answer that show where its words end. */
const NEARBY = 8;

/** Where the answer stands word for word, letter case aside: "12" does not stand in "1912". */
function locate(text: string, answer: string): Span | undefined {
	const [lower, wanted] = [text.toLowerCase(), answer.toLowerCase()];
	// Lower-casing can change lengths in a few scripts; then the offset would lie.
	if (lower.length !== text.length || wanted.length !== answer.length) return undefined;
	for (let start = lower.indexOf(wanted); start >= 0; start = lower.indexOf(wanted, start + 1)) {
		const end = start + wanted.length;
		const [before, after] = [lower.slice(Math.max(0, start - NEARBY), start), lower.slice(end, end + NEARBY)];
		// A word that goes on beyond the answer is one word with it, not two.
		const apart = words(before).length + words(wanted).length + words(after).length;
		if (words(before + wanted + after).length === apart) return { start, end };
	}
	return undefined;
}
