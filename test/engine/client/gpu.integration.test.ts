import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ScoreAnswer } from "../../../src/core/model/answer.ts";
import { chooseBackend } from "../../../src/engine/client/chooseBackend.ts";
import { openEngine } from "../../../src/engine/client/openEngine.ts";
import { probeBackend } from "../../../src/engine/client/probeBackends.ts";
import type { SupervisedModel } from "../../../src/engine/client/supervisedModel.ts";
import { backendsOf } from "../../../src/engine/platformPackage.ts";
import { DETERMINISTIC, type EngineSettings } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { answerTo, ask, embed, generate, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";

// A Vulkan device that is a program on the CPU (Mesa's lavapipe) is one too, here: without this ggml passes over it.
process.env.GGML_VK_VISIBLE_DEVICES ??= "0";

const PASSAGE =
	"In the spring the harbour office moved to the upper floor, and the old ledgers went with it. Three of them, for the " +
	"years when the ferry still ran, were written in a hand that nobody could read any more; the others were plain. ";
/** Between the processor's sums and those of a GPU that adds in 16 bits, in nats: of one token, and on average. */
const TOLERANCE = 0.1;
const TYPICAL = 0.01;

const file = tinyModel({ layers: 4 });
const opened: SupervisedModel[] = [];
async function open(settings: Partial<EngineSettings>): Promise<SupervisedModel> {
	const model = await openEngine(file, { ...DETERMINISTIC, engine: "llama", ...settings });
	opened.push(model);
	return model;
}

beforeAll(builtKernel);
afterEach(async () => {
	await Promise.all(opened.splice(0).map((model) => model.close()));
});

const gpus = backendsOf().filter((backend) => backend !== "cpu");
const reports = await Promise.all(gpus.map(probeBackend));

for (const { backend, loads, detail } of reports) {
	const title = loads ? `${backend} on ${detail}` : `${backend} (skipped: ${detail})`;
	describe.skipIf(!loads)(title, () => {
		test("is what a wish for any GPU settles on, or one that is preferred", async () => {
			const { gpu } = await chooseBackend({ ...DETERMINISTIC, gpu: "auto" });
			const usable = reports.filter((report) => report.loads).map((report) => report.backend);
			expect(process.env.GGML_VK_VISIBLE_DEVICES ? usable : [...usable, "cpu"]).toContain(gpu);
			expect(await chooseBackend({ ...DETERMINISTIC, gpu: backend })).toMatchObject({ gpu: backend });
		});

		test.each([
			["all layers", -1],
			["two of four layers", 2],
			["no layer", 0],
		])("gives the processor's scores with %s on it", async (_, gpuLayers) => {
			const question = score(PASSAGE.repeat(2), { top: 3 });
			const [cpu, gpu] = [await open({}), await open({ gpu: backend, gpuLayers })];
			const [a, b] = [await answerTo(cpu, question), await answerTo(gpu, question)];
			expect(gpu.description.device).toBe(detail);
			expect(cpu.description.device).toBeUndefined();
			expect(b.ids).toEqual(a.ids);
			const differences = differencesOf(a, b);
			expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
			expect(differences.reduce((sum, d) => sum + d, 0) / differences.length).toBeLessThan(TYPICAL);
		});

		test("computes on the device: its roundings are not the processor's", async () => {
			const question = score(PASSAGE.repeat(2));
			const [cpu, gpu] = [await open({}), await open({ gpu: backend })];
			const [a, b] = [await answerTo(cpu, question), await answerTo(gpu, question)];
			expect(Math.max(...differencesOf(a, b))).toBeGreaterThan(0);
		});

		test("answers with the same bits in company as alone", async () => {
			const texts = ["", "Nobody was told. ", "The ferry left at nine. "].map((end) => score(PASSAGE.repeat(2) + end));
			const [together, alone] = [await open({ gpu: backend }), await open({ gpu: backend })];
			const company = await ask(together, texts);
			for (const [i, text] of texts.entries()) {
				expect((await answerTo(alone, text)).logp).toEqual((company[i] as ScoreAnswer).logp);
			}
		});

		test("writes and embeds as the processor does", async () => {
			const [cpu, gpu] = [await open({}), await open({ gpu: backend })];
			const written = await answerTo(gpu, generate("The boats came in"));
			expect(written.text).toBe((await answerTo(cpu, generate("The boats came in"))).text);
			const [here, there] = [await ask(cpu, [embed(PASSAGE)]), await ask(gpu, [embed(PASSAGE)])];
			const [a, b] = [here[0], there[0]].map((outcome) => (outcome?.kind === "embed" ? [...outcome.vector] : []));
			expect(a?.length).toBeGreaterThan(0);
			for (const [i, value] of (a ?? []).entries()) expect(b?.[i]).toBeCloseTo(value, 2);
		});

		test("is refused a model that does not fit, with the layers that would", async () => {
			// 1 kB of keys and values a token and layer: a context that is larger than any one device.
			const context = 1_000_000_000;
			const large = tinyModel({ layers: 4, context });
			const opening = openEngine(large, { ...DETERMINISTIC, gpu: backend, contextLength: context, batch: 1 });
			await expect(opening).rejects.toMatchObject({
				code: "input",
				message: expect.stringMatching(
					/^tiny\.gguf needs about \d+\.\d GB on the GPU and \d+\.\d GB are free: (not one|\d) of 5 layers would fit\.$/,
				),
				remedy: expect.stringMatching(/^Use `--gpu (cpu|\d)`/),
			});
		});

		test("serves the bindings engine as well", async () => {
			const question = score(PASSAGE);
			const [cpu, gpu] = [await open({}), await open({ engine: "bindings", gpu: backend, gpuLayers: 2 })];
			expect(gpu.description).toMatchObject({ engine: "bindings", device: expect.any(String) });
			const [a, b] = [await answerTo(cpu, question), await answerTo(gpu, question)];
			expect(Math.max(...differencesOf(a, b))).toBeLessThan(TOLERANCE);
		});
	});
}

/** In nats, per token; a first token without a context has no number. */
const differencesOf = (a: ScoreAnswer, b: ScoreAnswer): number[] =>
	[...a.logp].flatMap((value, i) => (Number.isNaN(value) ? [] : [Math.abs(value - (b.logp[i] ?? Number.NaN))]));

test("a backend without a device is refused by name, with what is missing", async () => {
	const missing = reports.find(({ loads }) => !loads);
	const gpu = missing?.backend ?? (process.platform === "darwin" ? "cuda" : "metal");
	await expect(chooseBackend({ ...DETERMINISTIC, gpu })).rejects.toMatchObject({
		code: "input",
		message: expect.stringMatching(/^The \w+ backend cannot be used here: \S/),
	});
});
