import { readdir, readFile } from "node:fs/promises";
import { basename, join, normalize } from "node:path";
import type { QuestionAnswer } from "../core/corpus/document.ts";
import { decodeText } from "./decodeText.ts";
import { fileSystemRefusal, isRefusal, type Refusal, unusableLines } from "./refusal.ts";

/** `questions.jsonl`, `questions-b.jsonl`: lines of {"document", "question", "answer"} about the documents beside them. */
export function isQuestionsFile(file: string): boolean {
	return /^questions([-_. ].*)?\.jsonl$/i.test(basename(file));
}

export interface QuestionsReading {
	/** Question–answer pairs by absolute file of the document they are about, in file and line order. */
	readonly byFile: ReadonlyMap<string, readonly QuestionAnswer[]>;
	readonly refusals: readonly Refusal[];
}

/** Reads the questions files that lie in any of these folders. */
export async function readQuestions(folders: readonly string[]): Promise<QuestionsReading> {
	const byFile = new Map<string, QuestionAnswer[]>();
	const refusals: Refusal[] = [];
	for (const folder of folders) {
		// A folder that cannot be listed was reported where its documents were read.
		const names = await readdir(folder).catch(() => []);
		for (const name of names.filter(isQuestionsFile).sort()) {
			const path = join(folder, name);
			const text = await readFile(path).then(
				(bytes) => decodeText(path, bytes),
				(error) => fileSystemRefusal(path, error),
			);
			if (isRefusal(text)) {
				refusals.push(text);
				continue;
			}
			const unusable = collect(text, folder, byFile);
			const wanted = 'each line must be {"document", "question", "answer"} with text';
			if (unusable.length > 0) refusals.push(unusableLines(path, unusable, wanted));
		}
	}
	return { byFile, refusals };
}

/** Adds a file's pairs to the map and says which lines, counted from 1, hold none. */
function collect(text: string, folder: string, byFile: Map<string, QuestionAnswer[]>): readonly number[] {
	const unusable: number[] = [];
	for (const [index, line] of text.split("\n").entries()) {
		if (line.trim() === "") continue;
		const pair = parsePair(line);
		if (pair === undefined) unusable.push(index + 1);
		else {
			const file = join(folder, normalize(pair.document));
			const pairs = byFile.get(file) ?? [];
			byFile.set(file, pairs);
			pairs.push({ question: pair.question, answer: pair.answer });
		}
	}
	return unusable;
}

function parsePair(line: string): (QuestionAnswer & { readonly document: string }) | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (typeof value !== "object" || value === null) return undefined;
	const { document, question, answer } = value as Readonly<Record<string, unknown>>;
	const worded = (field: unknown): field is string => typeof field === "string" && field.trim() !== "";
	return worded(document) && worded(question) && worded(answer) ? { document, question, answer } : undefined;
}
