import { basename } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { address } from "../../src/core/model/address.ts";
import type { Outcome, ScoreAnswer } from "../../src/core/model/answer.ts";
import type { Answered, LanguageModel, ModelDescription } from "../../src/core/model/languageModel.ts";
import type { Question } from "../../src/core/model/question.ts";
import type { OnDecoded } from "../../src/protocol/engine.ts";
import type { EnginePort } from "../../src/runtime/enginePort.ts";

/** What happened to the fakes, for tests to look at. */
export interface EngineLog {
	opened: string[];
	closed: string[];
	mostOpen: number;
	/** "file address" of every question a model was handed and answered. */
	answered: string[];
	/** "file scale scale …" whenever the adapters of a model got scales. */
	scales: string[];
}

export interface FakeEngines {
	readonly port: EnginePort;
	readonly log: EngineLog;
	/** Called before each answer; may throw, or return an outcome to give instead. */
	onQuestion: (file: string, question: Question) => Outcome | undefined;
	/** What models opened from now on say they are run by. */
	engine: ModelDescription["engine"];
}

const CONTEXT_WORDS = 3;

/**
 * Models that know texts by heart: `memory` by file name. A word that continues the last three as a known text does is
 * nearly certain, any other is not; greedy decoding follows the text it recognises. Words with their leading space are
 * the tokens.
 */
export function fakeEngines(memory: Readonly<Record<string, readonly string[]>>): FakeEngines {
	const log: EngineLog = { opened: [], closed: [], mostOpen: 0, answered: [], scales: [] };
	const fake: FakeEngines = {
		log,
		onQuestion: () => undefined,
		engine: "fake",
		port: {
			async identify({ file, adapters = [] }, choices) {
				const name = [basename(file), ...adapters.map(({ file, scale }) => `${basename(file)}:${scale}`)].join(" ");
				return {
					key: [`identity of ${name}`, ...Object.values(choices)].join(" "),
					sha256: `sha of ${basename(file)}`,
					adapters: adapters.map((adapter) => ({ ...adapter, sha256: `sha of ${basename(adapter.file)}` })),
					backend: "fake",
					llamaCpp: "none",
					settings: { threads: 1, ...choices },
				};
			},
			async open({ file, adapters = [] }, _choices, onDecoded) {
				await turn();
				log.opened.push(basename(file));
				log.mostOpen = Math.max(log.mostOpen, log.opened.length - log.closed.length);
				const scales = (now: readonly number[]) => void log.scales.push(`${basename(file)} ${now.join(" ")}`);
				if (adapters.length > 0) scales(adapters.map(({ scale }) => scale));
				const model = fakeModel(basename(file), memory[basename(file)] ?? [], fake, onDecoded);
				return { ...model, adapt: async (now) => scales(now) };
			},
		},
	};
	return fake;
}

function fakeModel(name: string, known: readonly string[], fake: FakeEngines, onDecoded: OnDecoded): LanguageModel {
	return {
		description: { ...describe(name), engine: fake.engine },
		async *answer(questions, signal): AsyncGenerator<Answered> {
			// Backwards: nobody may rely on the order.
			for (const index of [...questions.keys()].reverse()) {
				if (signal?.aborted) return;
				const question = questions[index];
				if (!question) continue;
				const outcome = fake.onQuestion(name, question) ?? answerTo(question, known);
				fake.log.answered.push(`${name} ${address(question)}`);
				onDecoded(10, 1);
				yield { index, outcome };
				if (index % 5 === 0) await turn();
			}
		},
		async close() {
			fake.log.closed.push(name);
		},
	};
}

function describe(name: string): ModelDescription {
	return {
		name,
		architecture: "fake",
		parameters: 1,
		quantisation: "F32",
		trainedContext: 4096,
		contextLength: 4096,
		vocabularySize: 1000,
		tokenizerHash: "words",
		addsBos: true,
		bosToken: 1,
		chatTemplate: false,
		engine: "fake",
		capabilities: ["rank", "entropy", "sd", "top", "schemes", "generate"],
		warnings: [],
	};
}

function answerTo(question: Question, known: readonly string[]): Outcome {
	switch (question.kind) {
		case "tokenize":
			return { kind: "tokenize", ...tokens(question.text) };
		case "score":
			return scored(question.text, question.scoredFrom, question.schemes.length, known);
		case "generate": {
			const text = continuation(question.prompt, question.maxTokens, known);
			const { ids } = tokens(text);
			return { kind: "generate", text, ids, logp: new Float32Array(ids.length).fill(-0.01), finish: "length" };
		}
		case "embed":
			return { kind: "failure", code: "not-capable", message: "The fake has no vectors." };
	}
}

function tokens(text: string) {
	const found = [...text.matchAll(/\s*\S+|\s+$/g)];
	const starts = Int32Array.from(found, (match) => match.index);
	const ends = Int32Array.from(found, (match) => match.index + match[0].length);
	const ids = Int32Array.from(found, ([word]) =>
		[...word].reduce((h, c) => (h * 31 + (c.codePointAt(0) ?? 0)) % 997, 7),
	);
	return { ids, starts, ends };
}

function scored(text: string, from: number, schemes: number, known: readonly string[]): ScoreAnswer {
	const all = tokens(text);
	const places = [...all.ids.keys()].filter((at) => (all.starts[at] ?? 0) >= from);
	const pick = (values: Int32Array) => Int32Array.from(places, (at) => values[at] ?? 0);
	const sure = places.map((at) => {
		const context = text.slice(all.starts[Math.max(0, at - CONTEXT_WORDS)] ?? 0, all.ends[at] ?? 0);
		return at > 0 && known.some((one) => one.includes(context));
	});
	const n = places.length;
	return {
		kind: "score",
		ids: pick(all.ids),
		starts: pick(all.starts),
		ends: pick(all.ends),
		logp: Float32Array.from(sure, (is) => (is ? -0.01 : -7)),
		rank: Int32Array.from(sure, (is) => (is ? 0 : 400)),
		entropy: new Float32Array(n).fill(1),
		sd: new Float32Array(n).fill(1),
		argmax: pick(all.ids),
		topIds: new Int32Array(0),
		topLogp: new Float32Array(0),
		logq: Array.from({ length: schemes }, () =>
			Float32Array.from(sure, (is) => (is ? -0.005 : Number.NEGATIVE_INFINITY)),
		),
	};
}

function continuation(prompt: string, maxTokens: number, known: readonly string[]): string {
	const end = prompt.slice(-24);
	const text = known.find((one) => one.includes(end));
	const rest = text?.slice(text.indexOf(end) + end.length) ?? " and so on".repeat(maxTokens);
	const { ends } = tokens(rest);
	return rest.slice(0, ends[Math.min(maxTokens, ends.length) - 1] ?? 0);
}
