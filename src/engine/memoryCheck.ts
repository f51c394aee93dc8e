import { basename } from "node:path";
import { Problem } from "../core/audit/problem.ts";

/** What a model needs in memory, in bytes. */
export interface MemoryNeed {
	readonly weights: number;
	/** Keys and values of one full context. */
	readonly cache: number;
	/** Logits of a batch, here and in the library. */
	readonly logits: number;
}

/** Throws Problem("input") with both numbers when a model would not fit into the memory that is free now. */
export function checkMemory(file: string, need: MemoryNeed, free: number = process.availableMemory()): void {
	const wanted = need.weights + need.cache + need.logits;
	if (wanted <= free) return;
	throw new Problem(
		"input",
		`${basename(file)} needs about ${gigabytes(wanted)} of memory and ${gigabytes(free)} are free.`,
		"Close other programs, or choose a smaller model or a smaller quantisation.",
	);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
