import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LlamaModel } from "../../../src/engine/llama/llamaModel.ts";
import { quantise } from "../../../src/engine/llama/quantise.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { QUANTISATIONS } from "../../../src/protocol/quantise.ts";
import { builtKernel } from "../builtKernel.ts";
import { answerTo, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";

beforeAll(builtKernel);

const folder = mkdtempSync(join(tmpdir(), "palimpsest-quantise-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of 256, which every way to quantise can cut into blocks, and weights small enough that errors do not grow. */
const file = tinyModel({
	width: 256,
	type: "F16",
	edit: (name, data) => {
		if (!name.includes("norm")) data.set(data.map((x) => x * 0.2));
	},
});

async function read(model: string) {
	const open = await LlamaModel.open(model, DETERMINISTIC);
	const { logp } = await answerTo(open, score("The boats came in before noon. Nobody had seen the other one."));
	await open.close();
	return { logp, quantisation: open.description.quantisation };
}

/** Largest change of a log-probability; 0.009 and 0.036 were measured for the last two, and 0.06 to 0.7 for the others. */
const LARGEST: Readonly<Record<string, number>> = { F16: 0, BF16: 0.03, Q8_0: 0.1 };

test.each(QUANTISATIONS)("a model written in %s says so, and scores nearly alike", async (type) => {
	const out = join(folder, `${type}.gguf`);
	await quantise({ file, out, type, again: false }, () => {});
	const [before, after] = [await read(file), await read(out)];
	expect(after.quantisation).toBe(type);
	const gaps = before.logp.map((x, i) => Math.abs(x - (after.logp[i] as number)));
	expect(Math.max(...gaps)).toBeLessThanOrEqual(LARGEST[type] ?? 2);
});
