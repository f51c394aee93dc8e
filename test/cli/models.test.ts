import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { GENERATED_LINE } from "../../src/cli/contracts/generate.ts";
import { TOKEN_LINE } from "../../src/cli/contracts/score.ts";
import { tokenLines } from "../../src/cli/tokenLines.ts";
import type { ScoreAnswer } from "../../src/core/model/answer.ts";
import type { OpenModel } from "../../src/runtime/openModel.ts";
import { fakeEngines } from "../runtime/fakeEngines.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { run } from "./fakeShell.ts";

const KNOWN = "The heron stands in the reeds and waits for the tide to turn.";

let cwd: string;
const engines = fakeEngines({ "m.gguf": [KNOWN] });
const openModel: OpenModel = (model, choices, signal) => engines.port.open(model, choices, () => {}, signal);

beforeEach(() => {
	cwd = temporaryFolder();
	engines.log.closed.length = engines.log.opened.length = 0;
});

describe("palimpsest score", () => {
	test("prints the BOS token and then every token of the text", async () => {
		writeFileSync(join(cwd, "t.txt"), KNOWN);
		const { code, stdout, stderr } = await run(["score", "--model", "m.gguf", "t.txt"], { cwd, openModel });
		expect([code, stderr]).toEqual([0, ""]);
		const lines = stdout
			.trimEnd()
			.split("\n")
			.map((line) => TOKEN_LINE.parse(JSON.parse(line)));
		expect(lines[0]).toEqual({
			id: 1,
			text: "",
			start: 0,
			end: 0,
			logp: null,
			rank: null,
			entropy: null,
			sd: null,
			argmax: null,
			top: [],
		});
		expect(
			lines
				.slice(1)
				.map(({ text }) => text)
				.join(""),
		).toBe(KNOWN);
		expect(lines.at(-1)).toMatchObject({ text: " turn.", start: 55, end: 61, logp: expect.closeTo(-0.01), rank: 0 });
		expect(engines.log.closed).toEqual(["m.gguf"]);
	});

	test("lays adapters over the model, at the scales that follow their names", async () => {
		writeFileSync(join(cwd, "t.txt"), KNOWN);
		engines.log.scales.length = 0;
		const lora = ["--lora", "a.gguf", "--lora", "b:c.gguf:-0.5", "--lora", "C:\\d.gguf"];
		const { code } = await run(["score", "--model", "m.gguf", ...lora, "t.txt"], { cwd, openModel });
		expect([code, engines.log.scales]).toEqual([0, ["m.gguf 1 -0.5 1"]]);
		const none = await run(["score", "--model", "m.gguf", "--gpu", "warp", "t.txt"], { cwd, openModel });
		expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('no GPU backend "warp"')]);
	});

	test("says that a text longer than the context is scored in chunks, and still scores all of it", async () => {
		const long = Array.from({ length: 9000 }, (_, at) => `w${at}`).join(" ");
		writeFileSync(join(cwd, "long.txt"), long);
		const { stdout, stderr } = await run(["score", "--model", "m.gguf", "long.txt"], { cwd, openModel });
		expect(stderr).toMatch(
			/long\.txt has 9000 tokens, more than the 4096 that fit: it was scored in 3 overlapping chunks/,
		);
		const lines = stdout
			.trimEnd()
			.split("\n")
			.slice(1)
			.map((line) => JSON.parse(line));
		expect(lines.map(({ text }) => text).join("")).toBe(long);
	});

	test("a model without BOS has nothing to say of the first token, and no NaN reaches JSON", () => {
		const records: ScoreAnswer = {
			kind: "score",
			ids: Int32Array.of(5, 6),
			starts: Int32Array.of(0, 2),
			ends: Int32Array.of(2, 4),
			logp: Float32Array.of(Number.NaN, -1),
			rank: Int32Array.of(0, 3),
			entropy: new Float32Array(0),
			sd: Float32Array.of(Number.NaN, Number.NaN),
			argmax: Int32Array.of(9, 9),
			topIds: Int32Array.of(1, 2, 3, 4),
			topLogp: Float32Array.of(-1, -2, -0.5, Number.NEGATIVE_INFINITY),
			logq: [],
		};
		expect([...tokenLines("abcd", records, { addsBos: false, bosToken: 1 }, 2)]).toEqual([
			{ id: 5, text: "ab", start: 0, end: 2, logp: null, rank: null, entropy: null, sd: null, argmax: null, top: [] },
			{ id: 6, text: "cd", start: 2, end: 4, logp: -1, rank: 3, entropy: null, sd: null, argmax: 9, top: [[3, -0.5]] },
		]);
	});

	test.each([
		[["score", "--model", "m.gguf", "none.txt"], /none\.txt does not exist/],
		[["score", "none.txt"], /required option '--model <file>'/],
		[["score", "--model", "m.gguf", "t.txt", "--top", "65"], /--top.*from 0 to 64/],
	])("%j exits 2", async (args, sentence) => {
		const { code, stderr } = await run(args, { cwd, openModel });
		expect(code).toBe(2);
		expect(stderr).toMatch(sentence);
	});
});

describe("palimpsest generate", () => {
	const generate = (prompts: string) => {
		writeFileSync(join(cwd, "p.jsonl"), prompts);
		return run(["generate", "--model", "m.gguf", "--prompts", "p.jsonl"], { cwd, openModel });
	};

	test("gives one answer a prompt, in their order", async () => {
		const { code, stdout } = await generate(
			`{"prompt":"${KNOWN.slice(0, 29)}","maxTokens":2}\n\n{"prompt":"Nothing that is known","maxTokens":3}\n`,
		);
		expect(code).toBe(0);
		const lines = stdout
			.trimEnd()
			.split("\n")
			.map((line) => GENERATED_LINE.parse(JSON.parse(line)));
		expect(lines.map(({ text, finish }) => [text, finish])).toEqual([
			[" and waits", "length"],
			[" and so on", "length"],
		]);
	});

	test("reads prompts from standard input", async () => {
		const stdin = `{"prompt":"${KNOWN.slice(0, 29)}","maxTokens":2}\n`;
		const piped = await run(["generate", "--model", "m.gguf", "--prompts", "-"], { cwd, openModel, stdin });
		expect(JSON.parse(piped.stdout).text).toBe(" and waits");
		const none = await run(["generate", "--model", "m.gguf", "--prompts", "-"], { cwd, openModel, stdin: "" });
		expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/standard input holds no prompt/)]);
	});

	test("a prompt that fails is said in its line, and the code is 2", async () => {
		engines.onQuestion = (_file, question) =>
			question.kind === "generate" && question.prompt === "too long"
				? { kind: "failure", code: "context-overflow", message: "9 tokens do not fit into 8." }
				: undefined;
		const { code, stdout } = await generate('{"prompt":"too long"}\n{"prompt":"fine","maxTokens":3}');
		engines.onQuestion = () => undefined;
		expect(code).toBe(2);
		const [failed, fine] = stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(failed).toMatchObject({ finish: "failed", error: "9 tokens do not fit into 8." });
		expect(fine.text).toBe(" and so on");
	});

	test.each([
		['{"prompt":"a","maxTokens":0}', /Line 1 of p\.jsonl cannot be used: "maxTokens" must be at least 1\. /],
		['{"prompt":"a","tokens":3}\n{}', /Line 2 of p\.jsonl cannot be used: "prompt" is missing\. /],
		['{"prompt":7}', /Line 1 of p\.jsonl cannot be used: "prompt" must be a text\. /],
		['{"prompt":""}', /Line 1 of p\.jsonl cannot be used: "prompt" must not be empty\. /],
		['"a"', /Line 1 of p\.jsonl cannot be used: it is not an object in braces\. /],
		["", /p\.jsonl holds no prompt/],
	])("refuses %s", async (prompts, sentence) => {
		const { code, stderr } = await generate(prompts);
		expect(code).toBe(2);
		expect(stderr).toMatch(sentence);
	});
});

test("palimpsest models list says where it looked when there is nothing", async () => {
	const env = { PALIMPSEST_MODELS: join(cwd, "models") };
	const none = await run(["models", "list"], { cwd, env });
	expect(none.stdout).toContain(`No GGUF file in ${cwd} or ${env.PALIMPSEST_MODELS}.`);
	writeFileSync(join(cwd, "m.gguf"), `GGUF${"x".repeat(1_699_996)}`);
	expect((await run(["models", "list"], { cwd, env })).stdout).toBe("1.7 MB  m.gguf\n");
});
