/** Reads what a VSIX holds. A VSIX is a zip archive, and its central directory is at its end. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./build.ts";

/** What the host and e2e lanes install; E2E_VSIX names another. */
export const VSIX_UNDER_TEST = process.env.E2E_VSIX ?? join(ROOT, ".cache/palimpsest-under-test.vsix");

export interface VsixEntry {
	/** Without the leading "extension/". */
	readonly name: string;
	readonly bytes: number;
	readonly compressedBytes: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;

export function listVsix(file: string): VsixEntry[] {
	const zip = readFileSync(file);
	let end = zip.length - END_LENGTH;
	while (end >= 0 && zip.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
	if (end < 0) throw new Error(`${file} is not a zip archive`);
	const entries: VsixEntry[] = [];
	let at = zip.readUInt32LE(end + 16);
	for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
		const nameLength = zip.readUInt16LE(at + 28);
		entries.push({
			name: zip.toString("utf8", at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength).replace(/^extension\//, ""),
			bytes: zip.readUInt32LE(at + 24),
			compressedBytes: zip.readUInt32LE(at + 20),
		});
		at += ENTRY_LENGTH + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
	}
	return entries;
}
