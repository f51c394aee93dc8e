import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { Unread } from "../core/audit/result.ts";
import type { Document, QuestionAnswer } from "../core/corpus/document.ts";
import { sha256Hex } from "../core/model/address.ts";
import { auditedRoot, type NamedPath } from "./auditedRoot.ts";
import { decodeText, emptyRefusal } from "./decodeText.ts";
import { documentFiles } from "./documentFiles.ts";
import { isQuestionsFile, readQuestions } from "./questionsFile.ts";
import { type DocumentRecord, parseRecords } from "./records.ts";
import { fileSystemRefusal, isRefusal, leftOutNotice, type Refusal, refusalSentence } from "./refusal.ts";

/** Bytes a file may have. A megabyte is about 250,000 tokens; more belongs into several documents. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** A document and where it came from. */
export interface SourceDocument {
	readonly document: Document;
	/** Absolute path. */
	readonly file: string;
	/** Line of its record in a .jsonl file, counted from 1. */
	readonly line?: number;
}

export interface Reading {
	/** Sorted by the documents' paths. */
	readonly documents: readonly SourceDocument[];
	/** One or two sentences each: inputs left out and why. */
	readonly notices: readonly string[];
	/** The same for a report: paths as documents have them, in their order. */
	readonly unread: readonly Omit<Unread, "set">[];
}

/**
 * Reads files and folders into documents. What cannot be read is left out with a notice; when nothing is left the first
 * reason is thrown as Problem("input"). `overlays` replaces the text of files, by absolute path: unsaved editors.
 */
export async function readDocuments(
	paths: readonly string[],
	overlays: Readonly<Record<string, string>> = {},
): Promise<Reading> {
	const refusals: Refusal[] = [];
	const others: Refusal[] = [];
	const named = await Promise.all(paths.map((path) => lookAt(resolve(path), overlays)));
	const present = named.filter((found): found is NamedPath => !isRefusal(found));
	refusals.push(...named.filter(isRefusal));

	const root = auditedRoot(present);
	const documents: SourceDocument[] = [];
	for (const file of await uniqueFiles(present, refusals, others)) {
		const found = await readFileDocuments(file, pathIn(root, file), overlays);
		if (isRefusal(found)) refusals.push(found);
		else {
			documents.push(...found.documents);
			refusals.push(...found.refusals);
		}
	}
	if (documents.length === 0) throw nothingReadable(paths, refusals);
	const questions = await readQuestions(foldersOf(documents, root));
	return {
		documents: documents.map((source) => withQuestions(source, questions.byFile)).sort(byPath),
		notices: [...[...refusals, ...questions.refusals].map(leftOutNotice), ...otherFilesNotices(others.length, root)],
		unread: [...refusals, ...others, ...questions.refusals]
			.map(({ path, reason }) => ({ path: pathIn(root, path), reason }))
			.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
	};
}

async function lookAt(path: string, overlays: Readonly<Record<string, string>>): Promise<NamedPath | Refusal> {
	if (Object.hasOwn(overlays, path)) return { path, isFolder: false };
	try {
		const found = await stat(path);
		if (found.isDirectory() || found.isFile()) return { path, isFolder: found.isDirectory() };
		return { path, reason: "is neither a file nor a folder", remedy: "Name a text file or a folder." };
	} catch (error) {
		return fileSystemRefusal(path, error);
	}
}

/** Every file once, whatever names it was reached by. */
async function uniqueFiles(named: readonly NamedPath[], refusals: Refusal[], others: Refusal[]): Promise<string[]> {
	const files = new Map<string, string>();
	for (const { path, isFolder } of named) {
		if (!isFolder && isQuestionsFile(path)) {
			const remedy = "Name the documents it is about: it is read along with them.";
			refusals.push({ path, reason: "holds questions about documents and is not one itself", remedy });
			continue;
		}
		const found = isFolder ? await documentFiles(path) : { files: [path], refusals: [], otherFiles: [] };
		refusals.push(...found.refusals);
		if (found.files.length === 0) {
			refusals.push({
				path,
				reason: "holds no .txt, .md or .jsonl file",
				remedy: "Name another folder or file.",
			});
		}
		others.push(
			...found.otherFiles.map((file) => ({
				path: file,
				reason: "is not of a kind that is read in folders",
				remedy: "",
			})),
		);
		for (const file of found.files) {
			const key = await realpath(file).catch(() => file);
			if (!files.has(key)) files.set(key, file);
		}
	}
	return [...files.values()];
}

interface FileReading {
	readonly documents: readonly SourceDocument[];
	readonly refusals: readonly Refusal[];
}

async function readFileDocuments(
	file: string,
	path: string,
	overlays: Readonly<Record<string, string>>,
): Promise<FileReading | Refusal> {
	const text = await readText(file, overlays);
	if (typeof text !== "string") return text;
	const source = ({ line, text, questions }: Omit<DocumentRecord, "line"> & { line?: number }): SourceDocument => ({
		document: { path: line === undefined ? path : `${path}#${line}`, text, sha256: sha256Hex(text), questions },
		file,
		...(line === undefined ? {} : { line }),
	});
	if (extname(file).toLowerCase() !== ".jsonl") return { documents: [source({ text, questions: [] })], refusals: [] };
	const parsed = parseRecords(file, text);
	return isRefusal(parsed) ? parsed : { documents: parsed.records.map(source), refusals: parsed.refusals };
}

async function readText(file: string, overlays: Readonly<Record<string, string>>): Promise<string | Refusal> {
	const overlay = Object.hasOwn(overlays, file) ? overlays[file] : undefined;
	if (overlay !== undefined) return overlay.trim() === "" ? emptyRefusal(file) : overlay;
	try {
		const { size } = await stat(file);
		if (size > MAX_FILE_BYTES) {
			const has = (size / 1024 / 1024).toFixed(1);
			return {
				path: file,
				reason: `has ${has} MB, more than the 8 MB a document may have`,
				remedy: "Split it into several files.",
			};
		}
		return decodeText(file, await readFile(file));
	} catch (error) {
		return fileSystemRefusal(file, error);
	}
}

/** Files nobody named are told by their number; the report has their names. */
function otherFilesNotices(count: number, root: string): readonly string[] {
	if (count === 0) return [];
	const those = count === 1 ? "1 file of another kind was" : `${count} files of other kinds were`;
	return [`${those} left out of ${root}: in folders only .txt, .md and .jsonl are read.`];
}

function nothingReadable(paths: readonly string[], refusals: readonly Refusal[]): Problem {
	const [first] = refusals;
	if (first === undefined) return new Problem("input", "No document was named.", "Name a text file or a folder.");
	const others = refusals.length - 1;
	if (others === 0) return new Problem("input", refusalSentence(first), first.remedy);
	const message = `Nothing under ${paths.join(", ")} can be read: ${first.path} ${first.reason}, and ${others} more.`;
	return new Problem("input", message, first.remedy);
}

/** The folders whose questions files are about these documents: theirs and those above, up to the audited root. */
function foldersOf(documents: readonly SourceDocument[], root: string): readonly string[] {
	const folders = new Set<string>();
	for (const { file } of documents) {
		let folder = dirname(file);
		folders.add(folder);
		while (folder !== root && dirname(folder) !== folder && folder.startsWith(root)) {
			folder = dirname(folder);
			folders.add(folder);
		}
	}
	return [...folders].sort();
}

function withQuestions(source: SourceDocument, byFile: ReadonlyMap<string, readonly QuestionAnswer[]>): SourceDocument {
	// A record of a .jsonl file brings its own; a file's questions cannot say which record they mean.
	const questions = source.line === undefined ? byFile.get(source.file) : undefined;
	return questions ? { ...source, document: { ...source.document, questions } } : source;
}

const pathIn = (root: string, file: string): string => relative(root, file).split(sep).join("/");

function byPath(a: SourceDocument, b: SourceDocument): number {
	if (a.file === b.file) return (a.line ?? 0) - (b.line ?? 0);
	return a.document.path < b.document.path ? -1 : 1;
}
