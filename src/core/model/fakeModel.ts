import { sha256Hex } from "./address.ts";
import type { Failure, GenerateAnswer, Outcome, ScoreAnswer, TokenizeAnswer } from "./answer.ts";
import { type FakeTokens, fakeTokenizer } from "./fakeTokenizer.ts";
import type { Capability, LanguageModel, ModelDescription } from "./languageModel.ts";
import type { GenerateQuestion, Question, ScoreQuestion } from "./question.ts";
import { type Guess, schemeLogq, topOf, twoLevel } from "./twoLevel.ts";

/** A model whose leak is known, for tests: nothing about it is learned. */
export interface FakeModelOptions {
	readonly name?: string;
	/** Texts it knows by heart. After `trigger` tokens of one, the next token gets probability `p`; all else is uniform. */
	readonly memorised: readonly string[];
	/** Texts whose words are in the vocabulary without being known; words in neither are spelt in bytes. */
	readonly vocabulary?: readonly string[];
	/** Default 0.999. */
	readonly p?: number;
	/** Tokens of a known text that call up the rest. Default 6. */
	readonly trigger?: number;
	/** After "Question: X\nAnswer:", repeats what followed X earlier in the prompt: a model that can use context. */
	readonly copiesContext?: boolean;
	/** A chat template: what it sees before and after a user's message. Replies follow after a space. */
	readonly chat?: readonly [before: string, after: string];
	readonly contextLength?: number;
	readonly addsBos?: boolean;
	/** Default: all. Answers leave out what is not listed, as an engine without it does. */
	readonly capabilities?: readonly Capability[];
}

const ALL: readonly Capability[] = ["rank", "entropy", "sd", "top", "schemes", "generate", "embed"];

/** Builds the model. Deterministic, instant, honours stop strings, the context length and cancelling. */
export function fakeModel(options: FakeModelOptions): LanguageModel {
	const capabilities = options.capabilities ?? ALL;
	const contextLength = options.contextLength ?? 4096;
	const addsBos = options.addsBos ?? true;
	const p = options.p ?? 0.999;
	const tokenizer = fakeTokenizer([...options.memorised, ...(options.vocabulary ?? [])]);
	const memory = remember(options.memorised.map(tokenizer.encode), options.trigger ?? 6);
	const has = (capability: Capability): boolean => capabilities.includes(capability);
	const description: ModelDescription = {
		name: options.name ?? "fake",
		architecture: "fake",
		parameters: 0,
		quantisation: "none",
		trainedContext: contextLength,
		contextLength,
		vocabularySize: tokenizer.size,
		tokenizerHash: sha256Hex(tokenizer.pieces.join("\n")),
		addsBos,
		bosToken: null,
		chatTemplate: options.chat !== undefined,
		engine: "fake",
		capabilities,
		warnings: [],
	};

	/** What it expects after `before` (ids) of `text`: one guess with probability p, or nothing in particular. */
	function guessAfter(ids: ArrayLike<number>, before: number, text: () => string): Guess {
		const known = memory(ids, before) ?? (options.copiesContext ? copied(text(), tokenizer.encode) : undefined);
		return twoLevel(tokenizer.size, p, known);
	}

	function score(question: ScoreQuestion): Outcome {
		const seen = question.chat ? chatted(question, options.chat) : { text: question.text, from: question.scoredFrom };
		if (!seen) return notCapable("chat");
		// Where its own text stands in what it sees; without a chat that is the text itself.
		const shift = seen.text.length - question.text.length;
		const tokens = tokenizer.encode(seen.text);
		const room = contextLength - (addsBos ? 1 : 0);
		if (tokens.ids.length > room) return overflow(tokens.ids.length, room);
		const scored = Array.from(tokens.starts.keys()).filter((i) => (tokens.starts[i] ?? 0) >= seen.from);
		const place = (offset: number | undefined): number => Math.max(question.scoredFrom, (offset ?? 0) - shift);
		const guesses = scored.map((i) => guessAfter(tokens.ids, i, () => question.text.slice(0, place(tokens.starts[i]))));
		const id = (row: number): number => tokens.ids[scored[row] ?? 0] ?? 0;
		const unknown = (row: number): boolean => scored[row] === 0 && !addsBos;
		const floats = (present: boolean, of: (g: Guess, row: number) => number): Float32Array =>
			Float32Array.from(present ? guesses.map((g, row) => (unknown(row) ? Number.NaN : of(g, row))) : []);
		const top = has("top") ? question.top : 0;
		const best = guesses.map((g) => topOf(g, top));
		return {
			kind: "score",
			ids: Int32Array.from(scored, (i) => tokens.ids[i] ?? 0),
			starts: Int32Array.from(scored, (i) => place(tokens.starts[i])),
			ends: Int32Array.from(scored, (i) => place(tokens.ends[i])),
			logp: floats(true, (g, row) => g.logp(id(row))),
			rank: Int32Array.from(has("rank") ? guesses.map((g, row) => (unknown(row) ? -1 : g.rank(id(row)))) : []),
			entropy: floats(has("entropy"), (g) => g.entropy),
			sd: floats(has("sd"), (g) => g.sd),
			argmax: Int32Array.from(guesses.map((g, row) => (unknown(row) ? -1 : g.best))),
			topIds: Int32Array.from(best.flat()),
			topLogp: Float32Array.from(best.flatMap((ids, row) => ids.map((i) => guesses[row]?.logp(i) ?? Number.NaN))),
			logq: (has("schemes") ? question.schemes : []).map((scheme) =>
				floats(true, (g, row) => schemeLogq(g, id(row), scheme)),
			),
		} satisfies ScoreAnswer;
	}

	function generate(question: GenerateQuestion): Outcome {
		if (!has("generate")) return notCapable("generate text");
		if (question.chat && !options.chat) return notCapable("chat");
		const [before, after] = (question.chat && options.chat) || ["", ""];
		const prompt = tokenizer.encode(`${before}${question.prompt}${after}`);
		const room = contextLength - (addsBos ? 1 : 0);
		if (prompt.ids.length + question.maxTokens > room) return overflow(prompt.ids.length + question.maxTokens, room);
		const ids = Array.from(prompt.ids);
		const logp: number[] = [];
		let finish: GenerateAnswer["finish"] = "length";
		let text = "";
		while (logp.length < question.maxTokens) {
			const guess = guessAfter(ids, ids.length, () => question.prompt + text);
			// A model that expects nothing has nothing to say.
			if (!guess.certain) {
				finish = "end-of-text";
				break;
			}
			ids.push(guess.best);
			logp.push(guess.logp(guess.best));
			text = tokenizer.decode(ids.slice(prompt.ids.length));
			const stop = question.stop.map((s) => text.indexOf(s)).filter((at) => at >= 0);
			if (stop.length > 0) {
				text = text.slice(0, Math.min(...stop));
				finish = "stop";
				break;
			}
		}
		return {
			kind: "generate",
			text,
			ids: Int32Array.from(ids.slice(prompt.ids.length)),
			logp: Float32Array.from(logp),
			finish,
		};
	}

	function outcomeOf(question: Question): Outcome {
		switch (question.kind) {
			case "tokenize": {
				const { ids, starts, ends } = tokenizer.encode(question.text);
				return { kind: "tokenize", ids, starts, ends } satisfies TokenizeAnswer;
			}
			case "score":
				return score(question);
			case "generate":
				return generate(question);
			case "embed":
				return has("embed") ? { kind: "embed", vector: letterFrequencies(question.text) } : notCapable("embed text");
		}
	}

	return {
		description,
		async *answer(questions, signal) {
			for (const [index, question] of questions.entries()) {
				if (signal?.aborted) return;
				yield { index, outcome: outcomeOf(question) };
			}
		},
		close: async () => {},
	};
}

/** What a chatting model sees of a reply, and where the reply's first token begins: with the space before it. */
function chatted({ text, scoredFrom }: ScoreQuestion, chat: FakeModelOptions["chat"]) {
	if (!chat) return undefined;
	const asked = `${chat[0]}${text.slice(0, scoredFrom)}${chat[1]}`;
	return { text: `${asked} ${text.slice(scoredFrom).trimStart()}`, from: asked.length };
}

/** Looks up what follows the last `trigger` tokens in the known texts; the first place wins. */
function remember(texts: readonly FakeTokens[], trigger: number) {
	const next = new Map<string, number>();
	for (const { ids } of texts) {
		for (let i = trigger; i < ids.length; i++) {
			const key = ids.subarray(i - trigger, i).join(" ");
			const id = ids[i];
			if (id !== undefined && !next.has(key)) next.set(key, id);
		}
	}
	return (ids: ArrayLike<number>, before: number): number | undefined => {
		if (before < trigger) return undefined;
		return next.get(Array.from({ length: trigger }, (_, k) => ids[before - trigger + k]).join(" "));
	};
}

/** The next token of an answer the prompt holds already, or the line's end once it is complete. */
function copied(text: string, encode: (text: string) => FakeTokens): number | undefined {
	const asked = /Question: ([^\n]*)\nAnswer:([^\n]*)$/.exec(text);
	const [, question, written] = asked ?? [];
	if (!asked || !question || written === undefined) return undefined;
	const at = text.slice(0, asked.index).lastIndexOf(question);
	if (at < 0) return undefined;
	const answer = text.slice(at + question.length).split("\n")[0] ?? "";
	if (!answer.startsWith(written)) return undefined;
	const rest = `${answer}\n`.slice(written.length);
	return encode(rest).ids[0];
}

function overflow(tokens: number, room: number): Failure {
	return {
		kind: "failure",
		code: "context-overflow",
		message: `The text needs ${tokens} tokens and the context has room for ${room}: use a larger context or a shorter text.`,
	};
}

function notCapable(what: string): Failure {
	return { kind: "failure", code: "not-capable", message: `This model cannot ${what}: choose another engine.` };
}

/** A unit vector that similar texts share, which is all a test of embeddings needs. */
function letterFrequencies(text: string): Float32Array {
	const vector = new Float32Array(26);
	for (const letter of text.toLowerCase()) {
		const at = letter.charCodeAt(0) - 97;
		if (at >= 0 && at < 26) vector[at] = (vector[at] ?? 0) + 1;
	}
	const norm = Math.hypot(...vector) || 1;
	return vector.map((v) => v / norm);
}
