import { basename } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Outcome } from "../../core/model/answer.ts";
import type { Answered, Capability, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import type { AdaptableModel } from "../adaptableModel.ts";
import { notCapable } from "../questions/failures.ts";
import type { PreparedEmbed } from "../questions/prepared.ts";
import { Turns } from "../questions/turns.ts";
import { AloneWalk } from "./aloneWalk.ts";
import { Embedder } from "./embedder.ts";
import { describeDevices } from "./native/devices.ts";
import { FILE_TYPES } from "./native/layouts.ts";
import { NativeModel } from "./nativeModel.ts";
import { PackedWalk } from "./packed/packedWalk.ts";
import { type Schedule, schedule } from "./scheduler.ts";
import { Tokenizer } from "./tokenizer.ts";
import type { Walk } from "./walk.ts";

export interface LlamaOptions {
	readonly onDecoded?: OnDecoded;
	/** Laid over the weights, in this order. */
	readonly adapters?: readonly AdapterSpec[];
}

const ALL: readonly Capability[] = ["rank", "entropy", "sd", "top", "schemes", "generate", "embed"];

/** The `LanguageModel` port over libllama. One set of questions is answered at a time. */
export class LlamaModel implements AdaptableModel {
	readonly description: ModelDescription;
	readonly #model: NativeModel;
	readonly #settings: EngineSettings;
	readonly #tokenizer: Tokenizer;
	/** Absent for a model that can only embed. */
	readonly #walk: Walk | undefined;
	readonly #onDecoded: OnDecoded;
	#embedder: Embedder | undefined;
	readonly #turns = new Turns();
	#closed = false;

	private constructor(
		model: NativeModel,
		settings: EngineSettings,
		tokenizer: Tokenizer,
		walk: Walk | undefined,
		onDecoded: OnDecoded,
	) {
		this.#model = model;
		this.#settings = settings;
		this.#tokenizer = tokenizer;
		this.#walk = walk;
		this.#onDecoded = onDecoded;
		this.description = descriptionOf(model, settings, tokenizer);
	}

	/** Throws Problem("input") when the file is at fault, Problem("engine") when the library cannot be used here. */
	static async open(
		file: string,
		settings: EngineSettings,
		{ onDecoded = () => {}, adapters = [] }: LlamaOptions = {},
	): Promise<LlamaModel> {
		const model = await NativeModel.load(file, settings, adapters);
		try {
			const tokenizer = new Tokenizer(model);
			const mode = settings.numericMode === "throughput" ? PackedWalk : AloneWalk;
			const walk = model.isCausal ? await mode.open(model, settings, tokenizer, onDecoded) : undefined;
			return new LlamaModel(model, settings, tokenizer, walk, onDecoded);
		} catch (error) {
			model.close();
			throw error;
		}
	}

	answer(questions: readonly Question[], signal?: AbortSignal): AsyncGenerator<Answered> {
		return this.#turns.take(() => this.#answer(questions, signal));
	}

	adapt(scales: readonly number[]): Promise<void> {
		return this.#turns.alone(async () => {
			this.#model.adapters.rescale(scales);
			this.#embedder?.adapt();
			await this.#walk?.adapt();
		});
	}

	/** Waits for the decode under way, then frees the model. */
	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		await this.#turns.over;
		this.#embedder?.close();
		this.#walk?.close();
		this.#model.close();
	}

	async *#answer(questions: readonly Question[], signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		if (this.#closed) throw new Error("the model is closed");
		const { contextLength } = this.description;
		const plan = await schedule(questions, this.#tokenizer, contextLength, signal);
		for (const answered of plan.immediate) {
			if (signal?.aborted) return;
			yield answered;
		}
		yield* this.#walked(plan, signal);
		yield* this.#embed(plan, signal);
	}

	async *#walked({ score, generate }: Schedule, signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		const walk = this.#walk;
		if (!walk) {
			for (const { index } of [...score, ...generate])
				yield { index, outcome: notCapable("This model is made for embedding; it cannot score or write.") };
			return;
		}
		yield* this.#eachSound(score, (items) => walk.scores(items, signal));
		yield* this.#eachSound(generate, (items) => walk.continuations(items, signal));
	}

	/** A question decoded while its neighbour failed may have been spoilt by it: such ones are asked again, alone. */
	async *#eachSound<P extends { readonly index: number }>(
		items: readonly P[],
		walk: (items: readonly P[]) => AsyncIterable<Answered>,
	): AsyncGenerator<Answered> {
		const doubtful = new Set<number>();
		for await (const answered of walk(items)) {
			if (isDoubtful(answered)) doubtful.add(answered.index);
			else yield answered;
		}
		for (const item of items.filter(({ index }) => doubtful.has(index))) {
			this.#walk?.forget();
			yield* walk([item]);
		}
	}

	async *#embed({ embed }: Schedule, signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		for (const item of embed) {
			if (signal?.aborted) return;
			const outcome = await this.#embedOne(item, signal);
			if (outcome) yield { index: item.index, outcome };
		}
	}

	async #embedOne(item: PreparedEmbed, signal: AbortSignal | undefined): Promise<Outcome | undefined> {
		try {
			this.#embedder ??= await Embedder.open(this.#model, this.#settings, this.#onDecoded);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			return { kind: "failure", code: "engine", message: error.sentence };
		}
		return this.#embedder.embed(item, signal);
	}
}

function descriptionOf(model: NativeModel, settings: EngineSettings, tokenizer: Tokenizer): ModelDescription {
	const { native, handle } = model;
	const contextLength = model.contextLength(settings);
	const warnings = tokenizer.warnings();
	if (settings.contextLength > contextLength) {
		warnings.push(
			`The model was trained for ${model.trainedContext} tokens, so its context is ${contextLength} and not ${settings.contextLength}.`,
		);
	}
	return {
		name: model.metadata("general.name") ?? basename(model.file),
		architecture: model.architecture,
		parameters: Number(native.parameters(handle)),
		quantisation: quantisationName(native.fileType(handle)),
		trainedContext: model.trainedContext,
		contextLength,
		vocabularySize: tokenizer.size,
		tokenizerHash: tokenizer.hash(),
		addsBos: tokenizer.bos !== undefined,
		bosToken: tokenizer.bosToken,
		chatTemplate: tokenizer.chat !== undefined,
		engine: "llama",
		...(model.devices.length > 0 ? { device: describeDevices(model.devices) } : {}),
		capabilities: model.isCausal ? ALL : ["embed"],
		warnings,
	};
}

/** llama.cpp marks a type that the file does not name, and that it guessed from the tensors. */
function quantisationName(type: number): string {
	const guessed = FILE_TYPES.get("GUESSED") ?? 0;
	return [...FILE_TYPES].find(([, value]) => value === (type & ~guessed))?.[0] ?? "unknown";
}

const isDoubtful = ({ outcome }: Answered): boolean =>
	outcome.kind === "failure" && (outcome.code === "not-finite" || outcome.code === "engine");
