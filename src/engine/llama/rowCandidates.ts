import { type Candidates, isCut, type Sampling } from "../writing/drawToken.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** The tokens a scheme may draw from, in the staged `row`, which is the one the kernel reduced last. */
export function rowCandidates(kernel: Kernel, row: number, sampling: Sampling): Candidates {
	const size = kernel.vocabularySize;
	if (sampling.topK > 0 && sampling.topK < size) {
		const count = kernel.top(sampling.topK);
		return { ids: kernel.topIds.subarray(0, count), logits: kernel.topLogits.subarray(0, count) };
	}
	const logits = kernel.logits.subarray(row * size, (row + 1) * size);
	const ids = Int32Array.from({ length: size }, (_, id) => id);
	if (!isCut(sampling, size)) return { ids, logits };
	ids.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
	return { ids, logits: Float32Array.from(ids, (id) => logits[id] as number) };
}
