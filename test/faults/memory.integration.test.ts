/** Memory that runs out, and who goes first when it does. Linux has the means to make it scarce for one process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import { openEngine } from "../../src/engine/client/openEngine.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { builtKernel } from "../engine/builtKernel.ts";
import { ask, score } from "../engine/contract.ts";
import { tinyModel } from "../engine/tinyModel.ts";
import { sampleOr } from "./form.ts";

const isLinux = process.platform === "linux";
const ENGINES = { limited: "limitedEngine.ts", faulty: "faultyEngine.ts", unloadable: "unloadableEngine.ts" };

beforeAll(builtKernel);
afterEach(() => {
	for (const name of ["PALIMPSEST_ENGINE", "FAULT", "LIMIT_MB", "LIMIT_FROM"]) delete process.env[name];
});

function use(engine: keyof typeof ENGINES, env: NodeJS.ProcessEnv = {}): void {
	Object.assign(process.env, env, { PALIMPSEST_ENGINE: join(import.meta.dirname, ENGINES[engine]) });
}

const tiny = tinyModel();
/** Its logits take 60 MB a batch, its keys and values 64 MB. */
const wide = tinyModel({ vocabulary: 30_000, width: 256, layers: 16, context: 2048 }, "wide.gguf");
const settings = { ...DETERMINISTIC, engine: "llama", batch: 512 } as const;
const quick = { patience: { delays: [] } };

test.runIf(isLinux)("an engine offers itself first to the out-of-memory killer, and its parent does not", async () => {
	const own = readFileSync("/proc/self/oom_score_adj", "utf8");
	const model = await openEngine(tiny);
	expect(Number(readFileSync(`/proc/${model.processId}/oom_score_adj`, "utf8"))).toBe(1000);
	expect(readFileSync("/proc/self/oom_score_adj", "utf8")).toBe(own);
	await model.close();
});

describe.runIf(isLinux)("an engine that may take only so much more memory", () => {
	test.each(
		sampleOr([20, 90, 400], [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 140, 160, 180, 200, 250, 300, 400]),
	)("while it loads, %d MB, opens or says so in one sentence", async (limit) => {
		use("limited", { LIMIT_MB: String(limit), LIMIT_FROM: "loading" });
		try {
			const model = await openEngine(wide, settings, quick);
			await model.close();
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			expect(error.sentence).toMatch(/memory|context of 2048 tokens|crashed llama\.cpp/);
			expect(error.message).toMatch(/^[^\n]*wide\.gguf[^\n]*\.$/);
		}
	});

	test.each(sampleOr([0, 30], [0, 1, 5, 10, 20, 30, 40, 50, 60, 100]))(
		"once it is open, %d MB, answers or fails each question in one sentence",
		async (limit) => {
			use("limited", { LIMIT_MB: String(limit), LIMIT_FROM: "open" });
			const model = await openEngine(wide, settings, quick);
			const outcomes = await ask(model, [score("The boats came in. ".repeat(60)), score("Nobody had seen.")]);
			expect(outcomes.length).toBe(2);
			for (const outcome of outcomes) {
				if (outcome.kind === "failure")
					expect(outcome).toMatchObject({ code: "engine", message: expect.stringMatching(/memory|died/) });
				else expect(outcome.kind).toBe("score");
			}
			await model.close();
		},
	);
});

describe("an engine that the system kills", () => {
	test("over one question fails that question, and says why", async () => {
		use("faulty", { FAULT: JSON.stringify({ every: 1, how: "SIGKILL" }) });
		const model = await openEngine(tiny, DETERMINISTIC, quick);
		expect(await ask(model, [score("Too much.")])).toEqual([
			{
				kind: "failure",
				code: "engine",
				message:
					"The engine died on this question 3 times (the system killed it; memory may have run out); the run went on without it.",
			},
		]);
		await model.close();
	});

	test("while it loads is a Problem that says why", async () => {
		use("unloadable");
		await expect(openEngine(tiny, DETERMINISTIC, quick)).rejects.toMatchObject({
			name: "Problem",
			code: "engine",
			message: "The system killed the engine while it loaded tiny.gguf: memory may have run out.",
			remedy: "Close other programs, or choose a smaller model.",
		});
	});
});
