import { Problem } from "../core/audit/problem.ts";
import type { Document } from "../core/corpus/document.ts";
import { readDocuments } from "../formats/readDocuments.ts";

/** The one document a file holds. Throws Problem("input") for a folder, records, and whatever cannot be read. */
export async function readDocument(file: string): Promise<Document> {
	const { documents } = await readDocuments([file]);
	const [only, another] = documents;
	if (only && !another && only.file === file) return only.document;
	throw new Problem("input", `${file} holds several documents.`, "Name one text file.");
}
