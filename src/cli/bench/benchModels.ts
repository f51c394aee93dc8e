import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchModel } from "../../protocol/bench.ts";

/** Raised when `randomModel` writes another file for the same shape. */
const RECIPE = 1;

const tiny = { width: 256, layers: 4, heads: 8, ff: 688, context: 4096 } as const;

/** The models a benchmark makes for itself, with the least ratios to the ceiling that are asked for. */
const SHAPES = {
	/** 19.5M parameters, most of them around the vocabulary. */
	tiny32k: { shape: { ...tiny, vocab: 32_000 }, isTiny: true, serial: 0.85, overlapped: 0.95 },
	/** 68.8M. */
	tiny128k: { shape: { ...tiny, vocab: 128_256 }, isTiny: true, serial: 0.83, overlapped: 0.95 },
	/** 91.8M. */
	m100: {
		shape: { width: 640, layers: 10, heads: 10, ff: 1792, context: 4096, vocab: 32_000 },
		isTiny: false,
		serial: 0.97,
		overlapped: 0.95,
	},
	/** So small that a whole benchmark takes seconds; nothing is asked of its speed. */
	smoke: {
		shape: { width: 64, layers: 1, heads: 2, ff: 96, context: 2048, vocab: 320 },
		isTiny: true,
		serial: null,
		overlapped: null,
	},
} as const;

export type BenchModelName = keyof typeof SHAPES;

/** The model's file, made when it is not there yet. */
export async function benchModel(name: BenchModelName): Promise<BenchModel> {
	const { shape, ...asked } = SHAPES[name];
	const folder = join(tmpdir(), "palimpsest-bench");
	const file = join(folder, `${name}-${RECIPE}.gguf`);
	if (!existsSync(file)) {
		const { randomModel } = await import("../../lab/randomModel.ts");
		await mkdir(folder, { recursive: true });
		// Under another name first: a file that was cut off would be taken for whole by the next run.
		await writeFile(`${file}.${process.pid}`, randomModel(shape));
		await rename(`${file}.${process.pid}`, file);
	}
	return { name, file, ...asked };
}
