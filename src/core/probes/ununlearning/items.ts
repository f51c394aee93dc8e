import { containsAnswer } from "../../corpus/containsAnswer.ts";
import type { Document, Span } from "../../corpus/document.ts";
import { facts } from "../../corpus/facts.ts";
import { sentences } from "../../corpus/sentences.ts";
import { words } from "../../corpus/shingles.ts";

/** One fact to ask about: a question with its answer, or the opening of a sentence with the words that follow. */
export interface LadderItem {
	readonly kind: "question" | "sentence";
	/** What is asked, without context; the answer follows it. */
	readonly stem: string;
	readonly answer: string;
	/** What is put between stem and answer: " " after "Answer:", nothing inside a sentence. */
	readonly joint: string;
	/** The fact itself, as R8 supplies it. */
	readonly statement: string;
	/** Where the document says it, when it does so in these words. */
	readonly place?: Span;
	/** What the leak marks: the place, or the sentence around it. */
	readonly sentence?: Span;
}

/** Items per document without question-answer pairs: more would ask the same sentences again. */
const MOST_FACTS = 6;

/** Question-answer pairs where the document has them, else facts found in its sentences. */
export function ladderItems(document: Document): readonly LadderItem[] {
	const lines = sentences(document.text);
	if (document.questions.length > 0) {
		return document.questions.map(({ question, answer }) => {
			const place = locate(document.text, answer);
			const sentence = place ? lines.find((s) => s.start <= place.start && place.start < s.end) : undefined;
			return {
				kind: "question" as const,
				stem: `Question: ${question}\nAnswer:`,
				answer,
				joint: " ",
				statement: `${question} ${answer}`,
				...(place ? { place } : {}),
				...(sentence ? { sentence } : {}),
			};
		});
	}
	const found = facts(document.text);
	const step = Math.max(1, found.length / MOST_FACTS);
	return found
		.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
		.map(({ span, sentence }) => {
			const lead = document.text.slice(sentence.start, span.start);
			const joint = /\s$/.test(lead) ? lead.slice(lead.trimEnd().length) : "";
			return {
				kind: "sentence" as const,
				stem: lead.trimEnd(),
				answer: document.text.slice(span.start, span.end),
				joint,
				statement: document.text.slice(sentence.start, sentence.end),
				place: span,
				sentence,
			};
		});
}

/** A correct free run: the answer's words in what was written before the line ended. */
export function answersCorrectly(produced: string, answer: string): boolean {
	return containsAnswer(produced, answer);
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
