import { basename } from "node:path";
import type { Llama, LlamaContext, LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Outcome } from "../../core/model/answer.ts";
import type { Answered, Capability, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { EngineSettings, OnDecoded } from "../../protocol/engine.ts";
import type { AdaptableModel } from "../adaptableModel.ts";
import { checkAdapter } from "../checkAdapter.ts";
import { checkMemory, type GpuRoom } from "../memoryCheck.ts";
import { memoryNeed } from "../memoryNeed.ts";
import { checkAdapterFile, checkModelFile } from "../modelFile.ts";
import { notCapable } from "../questions/failures.ts";
import { prepareEmbed, prepareGenerate, prepareScore } from "../questions/prepared.ts";
import { Turns } from "../questions/turns.ts";
import { adapterHeader, tensorShapes } from "./adapterHeader.ts";
import { generateWithBindings } from "./bindingsGenerate.ts";
import { type BindingsTools, scoreWithBindings } from "./bindingsScore.ts";
import { BindingsTokenizer } from "./bindingsTokenizer.ts";
import { contextOf, headerFacts } from "./headerFacts.ts";
import { factsOf } from "./modelFacts.ts";
import { openLlama } from "./nodeLlamaCpp.ts";

export interface BindingsOptions {
	readonly onDecoded?: OnDecoded;
	/** Laid over the weights, in this order. */
	readonly adapters?: readonly AdapterSpec[];
	/** Said in the description, e.g. why this engine is used. */
	readonly warnings?: readonly string[];
}

/**
 * The `LanguageModel` port over node-llama-cpp's public API: the fallback, and the oracle in tests. Questions are
 * answered one by one in the order given, each from an empty memory.
 */
export class BindingsModel implements AdaptableModel {
	readonly description: ModelDescription;
	readonly #model: LlamaModel;
	readonly #settings: EngineSettings;
	readonly #adapters: readonly AdapterSpec[];
	readonly #tokenizer: BindingsTokenizer;
	readonly #onDecoded: OnDecoded;
	#context: LlamaContext;
	#tools: BindingsTools;
	#embedding: LlamaEmbeddingContext | undefined;
	readonly #turns = new Turns();

	private constructor(
		model: LlamaModel,
		context: LlamaContext,
		settings: EngineSettings,
		adapters: readonly AdapterSpec[],
		description: ModelDescription,
		onDecoded: OnDecoded,
	) {
		this.#model = model;
		this.#context = context;
		this.#settings = settings;
		this.#adapters = adapters;
		this.#tokenizer = new BindingsTokenizer(model);
		this.#onDecoded = onDecoded;
		this.description = description;
		this.#tools = this.#toolsOf(context);
	}

	#toolsOf(context: LlamaContext): BindingsTools {
		const { vocabularySize, contextLength } = this.description;
		const batch = Math.min(this.#settings.batch, contextLength);
		return { sequence: context.getSequence(), batch, vocabularySize, onDecoded: this.#onDecoded };
	}

	/** Throws Problem("input") when the file is at fault, Problem("engine") when the library is. */
	static async open(
		file: string,
		settings: EngineSettings,
		{ onDecoded = () => {}, adapters = [], warnings = [] }: BindingsOptions = {},
	): Promise<BindingsModel> {
		await checkModelFile(file);
		const llama = await openLlama(settings);
		try {
			// The library allocates whatever it is asked for, and the system ends the process for it.
			checkMemory(file, memoryNeed(await headerFacts(file, settings), settings), await roomOf(llama, settings));
			const model = await llama.loadModel({ modelPath: file, gpuLayers: layersOf(settings) });
			const contextLength = contextOf(settings, model.trainContextSize);
			for (const adapter of adapters) {
				await checkAdapterFile(adapter.file);
				const { architecture } = model.fileInfo.metadata.general;
				const adapted = { file, architecture, tensors: tensorShapes(model.fileInfo) };
				checkAdapter(adapter.file, await adapterHeader(adapter.file), adapted);
			}
			const context = await openContext(model, settings, contextLength, adapters);
			const devices = settings.gpu === "cpu" ? [] : await llama.getGpuDeviceNames();
			const description = describeModel(file, model, contextLength, {
				warnings,
				devices,
				embeds: adapters.length === 0,
			});
			return new BindingsModel(model, context, settings, adapters, description, onDecoded);
		} catch (cause) {
			await llama.dispose();
			throw refused(file, cause);
		}
	}

	answer(questions: readonly Question[], signal?: AbortSignal): AsyncGenerator<Answered> {
		return this.#turns.take(() => this.#answer(questions, signal));
	}

	/** Scales belong to a context here, so it is made anew; the weights stay. */
	adapt(scales: readonly number[]): Promise<void> {
		return this.#turns.alone(async () => {
			const adapters = this.#adapters.map((adapter, i) => ({ ...adapter, scale: scales[i] as number }));
			await this.#context.dispose();
			this.#context = await openContext(this.#model, this.#settings, this.description.contextLength, adapters);
			this.#tools = this.#toolsOf(this.#context);
		});
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
				if (!this.description.capabilities.includes("embed"))
					return notCapable(
						"The fallback engine embeds only with models made for embedding and without adapters; use the llama engine.",
					);
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

async function openContext(
	model: LlamaModel,
	settings: EngineSettings,
	contextLength: number,
	adapters: readonly AdapterSpec[],
): Promise<LlamaContext> {
	return model.createContext({
		contextSize: contextLength,
		batchSize: Math.min(settings.batch, contextLength),
		threads: settings.threads,
		flashAttention: settings.flashAttention,
		experimentalKvCacheKeyType: settings.kvType,
		experimentalKvCacheValueType: settings.kvType,
		swaFullCache: true,
		failedCreationRemedy: false,
		...(adapters.length > 0
			? { lora: { adapters: adapters.map(({ file, scale }) => ({ filePath: file, scale })) } }
			: {}),
	});
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
	{ warnings, devices, embeds }: { warnings: readonly string[]; devices: readonly string[]; embeds: boolean },
): ModelDescription {
	const tokenizer = new BindingsTokenizer(model);
	const facts = factsOf(file, model.fileInfo);
	// The library lays no adapters over what it embeds with.
	const embedding: readonly Capability[] = embeds && poolingOf(model) ? ["embed"] : [];
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
		chatTemplate: tokenizer.chat !== undefined,
		engine: "bindings",
		...(devices.length > 0 ? { device: devices.join(" + ") } : {}),
		capabilities: ["top", "schemes", "generate", ...embedding],
		warnings: [...tokenizer.warnings, ...warnings],
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
