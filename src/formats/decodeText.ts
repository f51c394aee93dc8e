import type { Refusal } from "./refusal.ts";

/**
 * Bytes of a file as the text an editor shows: UTF-8, without the byte order mark, line ends untouched, so that offsets
 * are the editor's own. `path` is what a refusal calls the file.
 */
export function decodeText(path: string, bytes: Uint8Array): string | Refusal {
	const wide = utf16Mark(bytes);
	if (wide) return { path, reason: `is not UTF-8 text but ${wide}`, remedy: "Save it as UTF-8." };
	if (bytes.includes(0)) {
		return { path, reason: "is a binary file, not text", remedy: "Convert it to plain text (.txt or .md)." };
	}
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		return text.trim() === "" ? emptyRefusal(path) : text;
	} catch {
		return { path, reason: "is not UTF-8 text", remedy: "Save it as UTF-8, or leave it out if it is not text." };
	}
}

/** A document without a word in it. */
export function emptyRefusal(path: string): Refusal {
	return { path, reason: "is empty", remedy: "Fill it or leave it out." };
}

function utf16Mark([first, second]: Uint8Array): string | undefined {
	if (first === 0xff && second === 0xfe) return "UTF-16 (little-endian)";
	if (first === 0xfe && second === 0xff) return "UTF-16 (big-endian)";
	return undefined;
}
