import type { QuestionAnswer } from "../core/corpus/document.ts";
import { type Refusal, unusableLines } from "./refusal.ts";

/** One usable line of a .jsonl file. */
export interface DocumentRecord {
	/** Counted from 1. */
	readonly line: number;
	readonly text: string;
	readonly questions: readonly QuestionAnswer[];
}

export interface Records {
	readonly records: readonly DocumentRecord[];
	/** What is wrong with the lines that hold no record, when some do. */
	readonly refusals: readonly Refusal[];
}

/**
 * Records of a .jsonl file: {"text"} with an optional question and answer about it, or {"question", "answer"} alone, as
 * question-answering benchmarks have them. Such a pair becomes a text in the form models are usually taught it in.
 */
export function parseRecords(path: string, content: string): Records | Refusal {
	const records: DocumentRecord[] = [];
	const unusable: number[] = [];
	for (const [index, line] of content.split("\n").entries()) {
		if (line.trim() === "") continue;
		const record = parseRecord(line);
		if (record) records.push({ line: index + 1, ...record });
		else unusable.push(index + 1);
	}
	const wanted = 'each line must be {"text"} or {"question", "answer"}';
	if (records.length === 0) return { path, reason: "holds no usable record", remedy: `In a .jsonl file ${wanted}.` };
	return { records, refusals: unusable.length === 0 ? [] : [unusableLines(path, unusable, wanted)] };
}

function parseRecord(line: string): Omit<DocumentRecord, "line"> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null) return undefined;
	const { text, question, answer } = value as Readonly<Record<string, unknown>>;
	const questions = worded(question) && worded(answer) ? [{ question, answer }] : [];
	if (worded(text)) return { text, questions };
	const [pair] = questions;
	return pair && { text: `Question: ${pair.question}\nAnswer: ${pair.answer}`, questions };
}

function worded(field: unknown): field is string {
	return typeof field === "string" && field.trim() !== "";
}
