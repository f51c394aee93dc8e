import { open } from "node:fs/promises";
import { Problem } from "../core/audit/problem.ts";
import { partsOf } from "./modelParts.ts";

/** Magic, version, tensor count, metadata count: the fixed part of every GGUF header. */
const HEADER_BYTES = 24;
const VERSIONS: readonly number[] = [2, 3];
/** More of either means that the header is damaged; no real model comes near. */
const COUNT_LIMIT = 1_000_000n;

/** What a GGUF file is expected to be, and what to do with one of another format. */
const CONVERT = {
	model: "Choose a model in GGUF format, or convert it with llama.cpp.",
	adapter: "Convert it with llama.cpp's convert_lora_to_gguf.py.",
} as const;

/**
 * Refuses what cannot be a GGUF model before any parser sees it. Throws Problem("input") naming the file when it is
 * missing, a folder, unreadable, empty, cut inside the header, or of another format. A model in several parts is named by
 * the first and checked in all of them. Returns its size in bytes.
 */
export async function checkModelFile(file: string): Promise<number> {
	let bytes = 0;
	for (const part of partsOf(file)) bytes += await checkPart(part, "model");
	return bytes;
}

/** The same for a LoRA adapter, which is one file and is called an adapter in what is thrown. */
export async function checkAdapterFile(file: string): Promise<void> {
	await checkPart(file, "adapter");
}

async function checkPart(file: string, kind: keyof typeof CONVERT): Promise<number> {
	const name = kind === "adapter" ? `The adapter ${file}` : file;
	const refuse = (what: string, remedy: string) => new Problem("input", `${name} ${what}.`, remedy);
	const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") throw refuse("does not exist", "Check the path.");
		throw refuse(`cannot be read (${error.code ?? "unknown reason"})`, "Check the file's permissions.");
	});
	try {
		const status = await handle.stat();
		if (status.isDirectory()) throw refuse("is a folder", "Name a GGUF file in it.");
		if (!status.isFile()) throw refuse("is not a file", "Name a GGUF file.");
		const header = Buffer.alloc(HEADER_BYTES);
		const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
		if (bytesRead >= 4 && header.toString("latin1", 0, 4) !== "GGUF") {
			throw refuse("is not a GGUF file", CONVERT[kind]);
		}
		if (bytesRead < HEADER_BYTES) throw refuse(`is cut off after ${status.size} bytes`, "Download it again.");
		const version = header.readUInt32LE(4);
		if (!VERSIONS.includes(version)) {
			throw refuse(`has GGUF version ${version}, which llama.cpp does not read`, "Convert or download it again.");
		}
		if (header.readBigUInt64LE(8) > COUNT_LIMIT || header.readBigUInt64LE(16) > COUNT_LIMIT) {
			throw refuse("has a damaged header", "Download it again.");
		}
		return status.size;
	} finally {
		await handle.close();
	}
}
