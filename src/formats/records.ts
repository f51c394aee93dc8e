import type { QuestionAnswer } from "../core/corpus/document.ts";
import { type Refusal, unusableLines } from "./refusal.ts";

/** One usable line of a .jsonl file, or all lines about one entity. */
export interface DocumentRecord {
	/** Counted from 1; the first about the entity. */
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
 * Records of a .jsonl file: {"text"} with an optional question and answer about it, or several under "questions", or
 * {"question", "answer"} alone, as question-answering benchmarks have them. Such a pair becomes a text in the form
 * models are usually taught it in. Lines with the same "entity" are one record: what is said of somebody is neither split
 * between halves of a set nor resampled apart (metrics.md 11.2, 11.6). A line with a pair that lacks either is no record:
 * nobody should miss a question.
 */
export function parseRecords(path: string, content: string): Records | Refusal {
	const records: ParsedRecord[] = [];
	const unusable: number[] = [];
	for (const [index, line] of content.split("\n").entries()) {
		if (line.trim() === "") continue;
		const record = parseRecord(line);
		if (record) records.push({ line: index + 1, ...record });
		else unusable.push(index + 1);
	}
	const wanted =
		'each line must be {"text"}, {"question", "answer"} or {"text", "questions": [{"question", "answer"}]}';
	if (records.length === 0) return { path, reason: "holds no usable record", remedy: `In a .jsonl file ${wanted}.` };
	return { records: byEntity(records), refusals: unusable.length === 0 ? [] : [unusableLines(path, unusable, wanted)] };
}

interface ParsedRecord extends DocumentRecord {
	readonly entity?: string;
}

function byEntity(records: readonly ParsedRecord[]): readonly DocumentRecord[] {
	const merged = new Map<string | number, DocumentRecord>();
	for (const { entity, ...record } of records) {
		const first = entity === undefined ? undefined : merged.get(entity);
		merged.set(entity ?? record.line, first ? joined(first, record) : record);
	}
	return [...merged.values()];
}

function joined({ line, text, questions }: DocumentRecord, next: DocumentRecord): DocumentRecord {
	return { line, text: `${text}\n${next.text}`, questions: [...questions, ...next.questions] };
}

function parseRecord(line: string): Omit<ParsedRecord, "line"> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null) return undefined;
	const { text, entity, questions: listed = [], ...own } = value as Readonly<Record<string, unknown>>;
	if (!Array.isArray(listed)) return undefined;
	const pairs = listed.map(pairOf);
	if (!pairs.every((pair) => pair !== undefined)) return undefined;
	const pair = pairOf(own);
	const questions = pair ? [pair, ...pairs] : pairs;
	const about = worded(entity) || typeof entity === "number" ? { entity: `${entity}` } : {};
	if (worded(text)) return { text, questions, ...about };
	if (questions.length === 0) return undefined;
	return { text: questions.map((q) => `Question: ${q.question}\nAnswer: ${q.answer}`).join("\n"), questions, ...about };
}

function pairOf(value: unknown): QuestionAnswer | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const { question, answer } = value as Readonly<Record<string, unknown>>;
	return worded(question) && worded(answer) ? { question, answer } : undefined;
}

function worded(field: unknown): field is string {
	return typeof field === "string" && field.trim() !== "";
}
