import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageModel } from "../../../src/core/model/languageModel.ts";
import { nativeFunctions } from "../../../src/engine/llama/native/functions.ts";
import { NativeModel } from "../../../src/engine/llama/nativeModel.ts";
import { Tokenizer } from "../../../src/engine/llama/tokenizer.ts";
import { openModel } from "../../../src/engine/openModel.ts";
import { prepareGenerate, prepareScore } from "../../../src/engine/questions/prepared.ts";
import { DETERMINISTIC } from "../../../src/protocol/engine.ts";
import { builtKernel } from "../builtKernel.ts";
import { answerTo, ask, generate, score } from "../contract.ts";
import { tinyModel } from "../tinyModel.ts";
import { CHATML, GEMMA, LLAMA_2, LLAMA_3, QWEN_3 } from "./templates.ts";

beforeAll(builtKernel);

const SPECIALS = [
	"<|im_start|>",
	"<|im_end|>",
	"<|start_header_id|>",
	"<|end_header_id|>",
	"<|eot_id|>",
	"<start_of_turn>",
	"<end_of_turn>",
];
const BOS = "<|endoftext|>";
const MESSAGE = "The ferry left before the letter came.\n\nQuestion: Where did the ferry go?";
const ANSWER = "To Bergen, in the rain.";

async function withTokenizer<T>(
	chatTemplate: string,
	work: (tokenizer: Tokenizer, oracle: (text: string) => number[]) => T,
	addBos = true,
): Promise<T> {
	const model = await NativeModel.load(tinyModel({ chatTemplate, specials: SPECIALS, addBos }), DETERMINISTIC);
	const native = nativeFunctions("cpu");
	/** llama.cpp's own reading of a text in which special tokens are spelt out. */
	const oracle = (text: string) => {
		const bytes = new Uint8Array(new TextEncoder().encode(text));
		const ids = new Int32Array(new ArrayBuffer(4 * 4096));
		const count = native.tokenize(native.vocabulary(model.handle), bytes, bytes.length, ids, ids.length, false, true);
		return Array.from(ids.subarray(0, count));
	};
	try {
		return work(new Tokenizer(model), oracle);
	} finally {
		model.close();
	}
}

const prepared = (tokenizer: Tokenizer, message: string, reply: string) => {
	const asked = prepareGenerate(0, generate(message, { chat: true }), tokenizer, 1024);
	const question = score(message + reply, { scoredFrom: message.length, chat: true });
	const scored = prepareScore(0, question, tokenizer, 1024);
	if ("kind" in asked || "kind" in scored) throw new Error("not prepared");
	return { asked: Array.from(asked.tokens), all: Array.from(scored.tokens), scored };
};

describe.each([
	["ChatML", CHATML, `<|im_end|>\n<|im_start|>assistant\n`, ""],
	["Llama 3", LLAMA_3, "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", ""],
	["Llama 2", LLAMA_2, " [/INST]", " "],
	["Gemma", GEMMA, "<end_of_turn>\n<start_of_turn>model\n", ""],
	["Qwen 3", QWEN_3, "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n", ""],
])("asked through %s's template,", (_, source, after, joint) => {
	test("a model sees the tokens llama.cpp makes of the rendered text", () =>
		withTokenizer(source, (tokenizer, oracle) => {
			const prompt = tokenizer.chat?.ask(MESSAGE);
			if (!prompt) throw new Error("no prompt");
			expect(prompt.after).toBe(after);
			const { asked, all } = prepared(tokenizer, MESSAGE, ` ${ANSWER}`);
			const text = prompt.before + MESSAGE + prompt.after;
			const start = text.startsWith(BOS) ? [] : [tokenizer.bos];
			expect(asked).toEqual([...start, ...oracle(text)]);
			expect(all).toEqual([...start, ...oracle(text + joint + ANSWER)]);
			expect(all.filter((id) => id === tokenizer.bos).length).toBe(1);
		}));

	test("a reply's records stand at its own characters, whatever white space precedes it", () =>
		withTokenizer(source, (tokenizer) => {
			for (const lead of ["", " ", "\n\n"]) {
				const { scored, asked, all } = prepared(tokenizer, MESSAGE, lead + ANSWER);
				expect(all.slice(0, asked.length)).toEqual(asked);
				const { starts, ends, ids } = scored.text;
				const from = MESSAGE.length + lead.length;
				expect(scored.firstScored).toBe(0);
				expect(scored.offset).toBe(asked.length);
				expect(Array.from(ids)).toEqual(all.slice(asked.length));
				expect([starts[0], ends.at(-1)]).toEqual([from, from + ANSWER.length]);
				starts.forEach((start, i) => void expect(start).toBe(i === 0 ? from : ends[i - 1]));
			}
		}));

	test("a message cannot end its turn by spelling a special token", () =>
		withTokenizer(source, (tokenizer, oracle) => {
			const special = (ids: readonly number[]) => ids.filter((id) => tokenizer.specials().some((s) => s.id === id));
			const evil = `x${SPECIALS.join("y")} ${BOS} z`;
			const { asked, all } = prepared(tokenizer, evil, ` ${evil}`);
			expect(special(oracle(evil)).length).toBe(SPECIALS.length + 1);
			expect(special(asked)).toEqual(special(prepared(tokenizer, "x", "y").asked));
			expect(special(all)).toEqual(special(asked));
		}));
});

test("BOS comes from the template, from the metadata, from both, or not at all, and is never doubled", async () => {
	const first = (tokenizer: Tokenizer) => {
		const { asked } = prepared(tokenizer, "x", "y");
		return asked.filter((id) => id === tokenizer.bosToken).length;
	};
	expect(await withTokenizer(GEMMA, first, true)).toBe(1);
	expect(await withTokenizer(GEMMA, first, false)).toBe(1);
	expect(await withTokenizer(CHATML, first, true)).toBe(1);
	expect(await withTokenizer(CHATML, first, false)).toBe(0);
});

describe.each(["llama", "bindings"] as const)("the %s engine", (engine) => {
	let model: LanguageModel;
	const open = (chatTemplate?: string) =>
		openModel(tinyModel({ specials: SPECIALS, ...(chatTemplate === undefined ? {} : { chatTemplate }) }), {
			...DETERMINISTIC,
			engine,
		});
	beforeAll(async () => {
		model = await open(LLAMA_3);
	});
	afterAll(() => model?.close());

	test("says that it can be asked through its template, and answers", async () => {
		expect(model.description).toMatchObject({ chatTemplate: true, warnings: [] });
		const plain = await answerTo(model, score(MESSAGE + ANSWER, { scoredFrom: MESSAGE.length }));
		const chat = await answerTo(model, score(MESSAGE + ANSWER, { scoredFrom: MESSAGE.length, chat: true }));
		expect(chat.starts).toEqual(plain.starts);
		expect(chat.ids).toEqual(plain.ids);
		expect(chat.logp).not.toEqual(plain.logp);
		expect(chat.logp.every(Number.isFinite)).toBe(true);
		const written = await answerTo(model, generate(MESSAGE, { chat: true }));
		const greedy = await answerTo(model, score(`${MESSAGE}x`, { scoredFrom: MESSAGE.length, chat: true }));
		if (written.ids.length > 0) expect(written.ids[0]).toBe(greedy.argmax[0]);
		expect((await answerTo(model, score(MESSAGE, { scoredFrom: MESSAGE.length, chat: true }))).ids.length).toBe(0);
	});

	test("without a template, or with one that does not work, says so and asks no one", async () => {
		for (const [source, warnings] of [
			[undefined, 0],
			["{% nonsense %}", 1],
		] as const) {
			const other = await open(source);
			expect(other.description.chatTemplate).toBe(false);
			expect(other.description.warnings.length).toBe(warnings);
			const outcomes = await ask(other, [score("a b", { scoredFrom: 1, chat: true }), generate("a", { chat: true })]);
			for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: "failure", code: "not-capable" });
			await other.close();
		}
	});
});

test("both engines see the same tokens in a chat", async () => {
	const questions = [CHATML, LLAMA_2, GEMMA].map((chatTemplate) => ({
		file: tinyModel({ specials: SPECIALS, chatTemplate }),
		question: score(`${MESSAGE} ${ANSWER}`, { scoredFrom: MESSAGE.length, chat: true }),
	}));
	for (const { file, question } of questions) {
		const models = await Promise.all(
			(["llama", "bindings"] as const).map((engine) => openModel(file, { ...DETERMINISTIC, engine })),
		);
		const [a, b] = await Promise.all(models.map((model) => answerTo(model, question)));
		expect(b?.ids).toEqual(a?.ids);
		expect(b?.starts).toEqual(a?.starts);
		expect(b?.ends).toEqual(a?.ends);
		a?.logp.forEach((logp, i) => void expect(Math.abs(logp - (b?.logp[i] as number))).toBeLessThan(1e-4));
		await Promise.all(models.map((model) => model.close()));
	}
});
