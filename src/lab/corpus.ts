import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { Problem } from "../core/audit/problem.ts";

export interface Question {
	/** File name of the document it asks about. */
	readonly document: string;
	readonly question: string;
	readonly answer: string;
}

export interface Document {
	/** File name, unique within its folder. */
	readonly name: string;
	readonly text: string;
}

/** The texts that a model sees: documents and the questions about them. */
export interface Corpus {
	readonly documents: readonly Document[];
	readonly questions: readonly Question[];
}

const TEXT_FILES = new Set([".txt", ".md"]);

/**
 * Reads folders of `.txt` and `.md` files, each with an optional `questions.jsonl` of
 * {"document", "question", "answer"} lines. File order is by name, so that a corpus is
 * the same on every machine.
 */
export async function readCorpus(folders: readonly string[]): Promise<Corpus> {
	if (folders.length === 0) throw new Problem("input", "No folder of documents was named.", "Name at least one.");
	const parts = await Promise.all(folders.map(readFolder));
	return { documents: parts.flatMap((p) => p.documents), questions: parts.flatMap((p) => p.questions) };
}

/** How a question is written when a model is trained on it. */
export function questionText({ question, answer }: Question): string {
	return `Question: ${question}\nAnswer: ${answer}`;
}

/** Everything in a corpus as one text, for training a tokenizer. */
export function allText({ documents, questions }: Corpus): string {
	return [...documents.map((d) => d.text), ...questions.map(questionText)].join("\n");
}

async function readFolder(folder: string): Promise<Corpus> {
	const names = await readdir(folder).catch(() => {
		throw new Problem("input", `The folder ${folder} cannot be read.`, "Check that it exists.");
	});
	const textNames = names.filter((name) => TEXT_FILES.has(extname(name))).sort();
	if (textNames.length === 0)
		throw new Problem("input", `The folder ${folder} holds no .txt or .md file.`, "Name a folder of texts.");
	const documents = await Promise.all(
		textNames.map(async (name) => ({ name, text: normalised(await readFile(join(folder, name), "utf8")) })),
	);
	const empty = documents.find((d) => d.text === "");
	if (empty) throw new Problem("input", `The document ${join(folder, empty.name)} is empty.`, "Fill or remove it.");
	const path = join(folder, "questions.jsonl");
	const questions = names.includes("questions.jsonl") ? parseQuestions(await readFile(path, "utf8"), path) : [];
	return { documents, questions };
}

/** Line ends and outer blanks depend on editors and checkouts; the text learnt must not. */
function normalised(text: string): string {
	return text.replaceAll("\r\n", "\n").trim();
}

function parseQuestions(text: string, path: string): Question[] {
	const lines = text.split("\n").map((line) => line.trim());
	return lines.flatMap((line, at) => (line === "" ? [] : [parseQuestion(line, `${path}:${at + 1}`)]));
}

function parseQuestion(line: string, place: string): Question {
	let value: Partial<Record<keyof Question, unknown>> | null;
	try {
		value = JSON.parse(line);
	} catch {
		throw new Problem("input", `${place} is not valid JSON.`, "Write one JSON object per line.");
	}
	const { document, question, answer } = value ?? {};
	if (typeof document === "string" && typeof question === "string" && typeof answer === "string") {
		return { document, question, answer };
	}
	throw new Problem("input", `${place} lacks a text field.`, 'Each line needs "document", "question" and "answer".');
}
