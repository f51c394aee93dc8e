import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Problem } from "../core/audit/problem.ts";
import type { Session } from "./session.ts";

/** Absolute path of a file: URI. Throws `Problem` for documents that live nowhere on this machine. */
export function fileOf(uri: string): string {
	if (!uri.startsWith("file:")) {
		throw new Problem("input", `${shortened(uri)} is not a file on this machine.`, "Save it as a file and try again.");
	}
	return fileURLToPath(uri);
}

export function uriOf(file: string): string {
	return pathToFileURL(file).href;
}

/** The text on the screen where the file is open, else the text on disk; undefined when it cannot be read as UTF-8. */
export async function textOf(session: Session, file: string): Promise<string | undefined> {
	const open = openText(session, file);
	if (open !== undefined) return open;
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
	} catch {
		return undefined;
	}
}

export function openText(session: Session, file: string): string | undefined {
	return session.documents
		.all()
		.find(({ uri }) => uri.startsWith("file:") && fileURLToPath(uri) === file)
		?.getText();
}

const shortened = (uri: string) => (uri.length > 80 ? `${uri.slice(0, 79)}…` : uri);
