/**
 * Model files damaged in seeded ways: each is refused in one sentence or works, within 30 seconds, and no process but
 * its engine dies of it. 30 in `npm test`, 300 in `npm run test:faults`.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import { inspectModel } from "../../src/engine/client/inspectModel.ts";
import { openEngine } from "../../src/engine/client/openEngine.ts";
import { builtKernel } from "../engine/builtKernel.ts";
import { ask, embed, generate, score, tokenize } from "../engine/contract.ts";
import { tinyModelBytes } from "../engine/tinyModel.ts";
import { SEED, sampleOr } from "./form.ts";
import { mutation } from "./mutation.ts";

const LIMIT_MS = 30_000;

beforeAll(builtKernel);

const sound = tinyModelBytes();
const folder = mkdtempSync(join(tmpdir(), "palimpsest-mutations-"));
const seeds = Array.from({ length: sampleOr(30, 300) }, (_, i) => {
	const seed = 1000 * SEED + i;
	return { seed, ...mutation(sound, seed) };
});

test.each(seeds)(
	"seed $seed: $what",
	async ({ seed, bytes }) => {
		const file = join(folder, `rotten-${seed}.gguf`);
		writeFileSync(file, bytes);
		const started = Date.now();
		await orProblem(inspectModel(file));
		await orProblem(answered(file));
		expect(Date.now() - started).toBeLessThan(LIMIT_MS);
	},
	2 * LIMIT_MS,
);

/** Every question gets an answer or a failure of its own. */
async function answered(file: string): Promise<void> {
	const model = await openEngine(file);
	try {
		const outcomes = await ask(model, [
			score("Still here?", { top: 3 }),
			generate("Still", { maxTokens: 4 }),
			tokenize("Still here?"),
			embed("Still here?"),
		]);
		expect(outcomes.length).toBe(4);
		for (const outcome of outcomes) expect(outcome).toBeDefined();
	} finally {
		await model.close();
	}
}

/** Damage may be refused, in a sentence for a person that names the file. */
async function orProblem(work: Promise<unknown>): Promise<void> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error === undefined) return;
	if (!(error instanceof Problem)) throw error;
	expect(error.message).toMatch(/^[^\n]*rotten-[^\n]*\.$/);
	expect(error.remedy).toMatch(/^[A-Z][^\n]*\.$/);
}
