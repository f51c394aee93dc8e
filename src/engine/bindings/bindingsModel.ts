import { basename } from "node:path";
import type { Llama, LlamaContext, LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { Problem } from "../../core/audit/problem.ts";
import type { Outcome } from "../../core/model/answer.ts";
import type { Answered, Capability, LanguageModel, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import { checkMemory, type GpuRoom } from "../memoryCheck.ts";
import { memoryNeed } from "../memoryNeed.ts";
import { checkModelFile } from "../modelFile.ts";
import { notCapable } from "../questions/failures.ts";
import { prepareEmbed, prepareGenerate, prepareScore } from "../questions/prepared.ts";
import { Turns } from "../questions/turns.ts";
import { generateWithBindings } from "./bindingsGenerate.ts";
import { type BindingsTools, scoreWithBindings } from "./bindingsScore.ts";
import { BindingsTokenizer } from "./bindingsTokenizer.ts";
import { contextOf, headerFacts } from "./headerFacts.ts";
import { factsOf } from "./modelFacts.ts";
import { openLlama } from "./nodeLlamaCpp.ts";

export interface BindingsOptions {
	readonly onDecoded?: OnDecoded;
	/** Said in the description, e.g. why this engine is used. */
	readonly warnings?: readonly string[];
}

/**
 * The `LanguageModel` port over node-llama-cpp's public API: the fallback, and the oracle in tests. Questions are
 * answered one by one in the order given, each from an empty memory.
 */
export class BindingsModel implements LanguageModel {
	readonly description: ModelDescription;
	readonly #model: LlamaModel;
	readonly #context: LlamaContext;
	readonly #settings: EngineSettings;
	readonly #tokenizer: BindingsTokenizer;
	readonly #tools: BindingsTools;
	#embedding: LlamaEmbeddingContext | undefined;
	readonly #turns = new Turns();

	private constructor(
		model: LlamaModel,
		context: LlamaContext,
		settings: EngineSettings,
		description: ModelDescription,
		onDecoded: OnDecoded,
	) {
		this.#model = model;
		this.#context = context;
		this.#settings = settings;
		this.#tokenizer = new BindingsTokenizer(model);
		this.description = description;
		const { vocabularySize, contextLength } = description;
		const batch = Math.min(settings.batch, contextLength);
		this.#tools = { sequence: context.getSequence(), batch, vocabularySize, onDecoded };
	}

	/** Throws Problem("input") when the file is at fault, Problem("engine") when the library is. */
	static async open(
		file: string,
		settings: EngineSettings,
		{ onDecoded = () => {}, warnings = [] }: BindingsOptions = {},
	): Promise<BindingsModel> {
		await checkModelFile(file);
		const llama = await openLlama(settings);
		try {
			// The library allocates whatever it is asked for, and the system ends the process for it.
			checkMemory(file, memoryNeed(await headerFacts(file, settings), settings), await roomOf(llama, settings));
			const model = await llama.loadModel({ modelPath: file, gpuLayers: layersOf(settings) });
			const contextLength = contextOf(settings, model.trainContextSize);
			const context = await model.createContext({
				contextSize: contextLength,
				batchSize: Math.min(settings.batch, contextLength),
				threads: settings.threads,
				flashAttention: settings.flashAttention,
				experimentalKvCacheKeyType: settings.kvType,
				experimentalKvCacheValueType: settings.kvType,
				swaFullCache: true,
				failedCreationRemedy: false,
			});
			const devices = settings.gpu === "cpu" ? [] : await llama.getGpuDeviceNames();
			const description = describeModel(file, model, contextLength, warnings, devices);
			return new BindingsModel(model, context, settings, description, onDecoded);
		} catch (cause) {
			await llama.dispose();
			throw refused(file, cause);
		}
	}

	answer(questions: readonly Question[], signal?: AbortSignal): AsyncGenerator<Answered> {
		return this.#turns.take(() => this.#answer(questions, signal));
	}

	async close(): Promise<void> {
		await this.#turns.over;
		await this.#embedding?.dispose();
		await this.#context.dispose();
		await this.#model.dispose();
	}

	async *#answer(questions: readonly Question[], signal: AbortSignal | undefined): AsyncGenerator<Answered> {
		const tools = { ...this.#tools, ...(signal ? { signal } : {}) };
		for (const [index, question] of questions.entries()) {
			if (signal?.aborted) return;
			const outcome = await this.#outcome(index, question, tools);
			if (outcome) yield { index, outcome };
		}
	}

	async #outcome(index: number, question: Question, tools: BindingsTools): Promise<Outcome | undefined> {
		const { contextLength } = this.description;
		const tokenizer = this.#tokenizer;
		switch (question.kind) {
			case "tokenize": {
				const { ids, starts, ends } = tokenizer.encode(question.text);
				return { kind: "tokenize", ids, starts, ends };
			}
			case "score": {
				const item = prepareScore(index, question, tokenizer, contextLength);
				return "kind" in item ? item : scoreWithBindings(item, tools);
			}
			case "generate": {
				const item = prepareGenerate(index, question, tokenizer, contextLength);
				return "kind" in item ? item : generateWithBindings(item, tokenizer, tools);
			}
			case "embed": {
				if (!poolingOf(this.#model))
					return notCapable("The fallback engine embeds only with models made for embedding; use the llama engine.");
				const item = prepareEmbed(index, question, tokenizer, contextLength);
				return "kind" in item ? item : this.#embed(Array.from(item.text.ids) as Token[]);
			}
		}
	}

	/** The library puts BOS before the tokens itself. */
	async #embed(tokens: Token[]): Promise<Outcome> {
		const { contextLength } = this.description;
		this.#embedding ??= await this.#model.createEmbeddingContext({
			contextSize: contextLength,
			batchSize: contextLength,
			threads: this.#settings.threads,
		});
		const { vector } = await this.#embedding.getEmbeddingFor(tokens);
		return { kind: "embed", vector: Float32Array.from(vector) };
	}
}

/** node-llama-cpp's way to say all of them is a word. */
function layersOf({ gpu, gpuLayers }: EngineSettings): number | "max" {
	if (gpu === "cpu") return 0;
	return gpuLayers < 0 ? "max" : gpuLayers;
}

async function roomOf(llama: Llama, { gpu, gpuLayers }: EngineSettings): Promise<GpuRoom | undefined> {
	if (gpu === "cpu") return undefined;
	const { free, unifiedSize } = await llama.getVramState();
	return { layers: gpuLayers, free, shared: unifiedSize > 0 };
}

function describeModel(
	file: string,
	model: LlamaModel,
	contextLength: number,
	warnings: readonly string[],
	devices: readonly string[],
): ModelDescription {
	const tokenizer = new BindingsTokenizer(model);
	const facts = factsOf(file, model.fileInfo);
	const embeds: readonly Capability[] = poolingOf(model) ? ["embed"] : [];
	return {
		name: facts.name,
		architecture: facts.architecture,
		parameters: facts.parameters,
		quantisation: facts.quantisation,
		trainedContext: model.trainContextSize,
		contextLength,
		vocabularySize: facts.vocabularySize,
		tokenizerHash: tokenizer.hash(),
		addsBos: tokenizer.bos !== undefined,
		bosToken: tokenizer.bosToken,
		engine: "bindings",
		...(devices.length > 0 ? { device: devices.join(" + ") } : {}),
		capabilities: ["top", "schemes", "generate", ...embeds],
		warnings: [...warnings],
	};
}

/** A model made for embedding says how it pools. Any other gives the last token's state here, which is no mean. */
function poolingOf(model: LlamaModel): boolean {
	const { metadata } = model.fileInfo;
	const own = metadata[metadata.general.architecture] as { pooling_type?: number } | undefined;
	return (own?.pooling_type ?? 0) > 0;
}

function refused(file: string, cause: unknown): unknown {
	if (cause instanceof Problem) return cause;
	const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
	const isMemory = cause instanceof Error && cause.name === "InsufficientMemoryError";
	const remedy = isMemory
		? "Close other programs, or choose a smaller model."
		: "The file may be damaged: download it again.";
	return new Problem("input", `llama.cpp refused ${basename(file)} (${why}).`, remedy);
}
