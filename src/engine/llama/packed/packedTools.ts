import type { Kernel } from "../kernel/kernel.ts";
import type { PackedDecoder } from "./packedDecoder.ts";
import type { Packing } from "./packing.ts";
import type { Trunk } from "./trunk.ts";

/** What packed questions are worked on with. The kernel stages a whole batch. */
export interface PackedTools {
	readonly packed: PackedDecoder;
	readonly trunk: Trunk;
	readonly kernel: Kernel;
	readonly packing: Packing;
	readonly signal?: AbortSignal;
}

/** After a failure nothing in memory can be relied on: what is not finite would leak through attention's zero weights. */
export function forgetAll({ packed, trunk }: PackedTools): void {
	trunk.forget();
	packed.wipe();
}
