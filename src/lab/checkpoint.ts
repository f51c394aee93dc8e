import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { AdamState } from "./adam.ts";
import type { ModelShape } from "./modelShape.ts";
import type { HostTensor, Weights } from "./weights.ts";

/** A model and where its training stands: enough to go on after a killed run. */
export interface Checkpoint {
	readonly shape: ModelShape;
	/** The tokenizer, as "left right" merges in rank order. */
	readonly merges: readonly string[];
	readonly weights: Weights;
	readonly training: TrainingState;
}

export interface TrainingState {
	/** Digest of the settings and texts; a run only resumes what it started itself. */
	readonly fingerprint: string;
	readonly epoch: number;
	readonly finished: boolean;
	readonly adam?: AdamState;
}

// File: magic (8 bytes) | u32 header length | header (JSON, UTF-8) | float32 data, little endian.
// The header lists the tensors of each group in the order of their data.
const MAGIC = "PLPSLAB1";

interface Header extends Pick<Checkpoint, "shape" | "merges"> {
	readonly training: Omit<TrainingState, "adam"> & { readonly adamSteps?: number };
	readonly groups: readonly {
		readonly name: Group;
		readonly tensors: readonly (readonly [string, readonly number[]])[];
	}[];
}

type Group = "weights" | "first" | "second";

/** Writes beside the target and renames, so that a killed run leaves the previous file whole. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
	const { shape, merges, weights, training } = checkpoint;
	const { adam, ...rest } = training;
	const groups: [Group, Weights][] = [["weights", weights]];
	if (adam) groups.push(["first", adam.first], ["second", adam.second]);
	const header: Header = {
		shape,
		merges,
		training: adam ? { ...rest, adamSteps: adam.steps } : rest,
		groups: groups.map(([name, group]) => ({ name, tensors: Object.entries(group).map(([n, t]) => [n, t.shape]) })),
	};
	const text = Buffer.from(JSON.stringify(header), "utf8");
	const length = Buffer.alloc(4);
	length.writeUInt32LE(text.length);
	const data = groups.flatMap(([, group]) => Object.values(group).map((t) => bytesOf(t.data)));
	await mkdir(dirname(path), { recursive: true });
	const file = await open(`${path}.tmp`, "w");
	try {
		await file.writeFile(Buffer.concat([Buffer.from(MAGIC), length, text, ...data]));
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(`${path}.tmp`, path);
}

/** Reads a checkpoint; undefined when there is none at that path. */
export async function findCheckpoint(path: string): Promise<Checkpoint | undefined> {
	const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return undefined;
		throw error;
	});
	return bytes && parse(bytes, path);
}

export async function loadCheckpoint(path: string): Promise<Checkpoint> {
	const found = await findCheckpoint(path);
	if (!found) throw new Problem("input", `There is no checkpoint at ${path}.`, "Train a model first.");
	return found;
}

function parse(bytes: Buffer, path: string): Checkpoint {
	if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC)
		throw new Problem("input", `${path} is not a checkpoint of the lab.`, "Name a file that training wrote.");
	const start = MAGIC.length + 4;
	const end = start + bytes.readUInt32LE(MAGIC.length);
	const header = JSON.parse(bytes.toString("utf8", start, end)) as Header;
	const read: Partial<Record<Group, Record<string, HostTensor>>> = {};
	let offset = end;
	for (const { name, tensors } of header.groups) {
		const group: Record<string, HostTensor> = {};
		for (const [tensor, shape] of tensors) {
			const size = shape.reduce((a, b) => a * b, 4);
			if (offset + size > bytes.length)
				throw new Problem("input", `${path} is cut short.`, "Remove it and train again.");
			// Copied, because the slice of a file is not aligned to four bytes.
			group[tensor] = { shape, data: new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + size)).buffer) };
			offset += size;
		}
		read[name] = group;
	}
	const { adamSteps, ...rest } = header.training;
	const { weights = {}, first, second } = read;
	const adam = adamSteps !== undefined && first && second ? { steps: adamSteps, first, second } : undefined;
	return { shape: header.shape, merges: header.merges, weights, training: adam ? { ...rest, adam } : rest };
}

function bytesOf(data: Float32Array): Buffer {
	return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
