/**
 * Server or CLI <-> engine process, over fork IPC with structured clone (typed arrays travel as they are), by birpc.
 * The engine owns one model for its whole life; another model is another process.
 */
import type { ProblemCode } from "../core/audit/problem.ts";
import type { AdapterSpec } from "../core/audit/request.ts";
import type { Answered, ModelDescription } from "../core/model/languageModel.ts";
import type { Question } from "../core/model/question.ts";
import type { BenchPlan, BenchRow } from "./bench.ts";
import type { QuantisePlan } from "./quantise.ts";

/** Bound on what an engine may take; everything that changes numbers is part of a model's identity. */
export interface EngineSettings {
	/** "llama": libllama through koffi. "bindings": node-llama-cpp's public API. "auto": the first that works. */
	readonly engine: "auto" | "llama" | "bindings";
	/** Tokens one question may occupy; 0 = what the model was trained for, at most 4096. */
	readonly contextLength: number;
	/** Tokens per decode. */
	readonly batch: number;
	readonly threads: number;
	readonly kvType: "F16" | "F32";
	readonly flashAttention: boolean;
	/**
	 * "deterministic": every answer has the bits it would have if its question were asked alone.
	 * "throughput": questions are packed into shared batches, so bits depend on the company a question keeps.
	 */
	readonly numericMode: NumericMode;
	/** Where the weights are multiplied. "auto" is settled by a throw-away process before any identity is made. */
	readonly gpu: GpuChoice;
	/** Layers on the GPU; -1 = all of them. Without a GPU it says nothing. */
	readonly gpuLayers: number;
	/** Bytes that keys and values of questions that share batches may take, besides one full context. */
	readonly cacheBytes: number;
}

export type NumericMode = "deterministic" | "throughput";
export type Backend = "cpu" | "cuda" | "vulkan" | "metal";
export type GpuChoice = "auto" | Backend;

/** Two runs with these settings on one machine give the same bits. */
export const DETERMINISTIC: EngineSettings = {
	engine: "auto",
	contextLength: 0,
	batch: 128,
	threads: 1,
	kvType: "F16",
	flashAttention: false,
	numericMode: "deterministic",
	gpu: "cpu",
	gpuLayers: -1,
	cacheBytes: 512 * 1024 ** 2,
};

/** What an audit runs with unless told otherwise: the same, on a GPU where there is one. */
export const AUTOMATIC: EngineSettings = { ...DETERMINISTIC, gpu: "auto" };

/** An expected failure crosses the border as data and is rebuilt as a `Problem` on the other side. */
export interface EngineRefusal {
	readonly refused: { readonly code: ProblemCode; readonly message: string; readonly remedy: string };
}

/** What a GGUF file says of itself, read from its header without loading the model. */
export interface ModelFileFacts {
	/** Absolute path. */
	readonly file: string;
	readonly bytes: number;
	readonly name: string;
	readonly architecture: string;
	/** 0 when the header does not tell. */
	readonly parameters: number;
	readonly quantisation: string;
	readonly trainedContext: number;
	readonly vocabularySize: number;
	/** Kind of tokenizer, e.g. "gpt2 (llama-bpe)". */
	readonly tokenizer: string;
	readonly hasChatTemplate: boolean;
}

/** Whether a llama.cpp backend can be used on this machine. */
export interface BackendReport {
	readonly backend: Backend;
	readonly loads: boolean;
	/** What it runs on, or one sentence on why it does not load. */
	readonly detail: string;
}

/** Hears of tokens that were worked through and of the milliseconds llama.cpp was at work on them. */
export type OnDecoded = (tokens: number, busyMs: number) => void;

/** Parent -> engine. */
export interface EngineFunctions {
	/** Once. Loads the model and what is laid over it; nothing else may be asked before. */
	open(
		file: string,
		settings: EngineSettings,
		adapters: readonly AdapterSpec[],
	): Promise<ModelDescription | EngineRefusal>;
	/** Other scales for the adapters, in their order, without loading anything; waits for the answers under way. */
	adapt(scales: readonly number[]): Promise<EngineRefusal | undefined>;
	/** Resolves when every question was answered through `answered`, or the batch was cancelled. */
	answer(batch: number, questions: readonly Question[]): Promise<void>;
	/** No new decode after the current one for this batch. */
	cancel(batch: number): void;
	/** Answers at once, whatever llama.cpp is doing: who does not is stopped or hangs. */
	ping(): void;
	/** Frees the model and exits. */
	close(): Promise<void>;

	// Asked of a throw-away engine that never opens a model: the readers behind them may crash on a damaged file.
	inspect(file: string): Promise<ModelFileFacts | EngineRefusal>;
	/** Measures the engine on models of its own; rows arrive through `measured`. */
	bench(plan: BenchPlan): Promise<EngineRefusal | undefined>;
	/** Writes a model with smaller weights; `quantised` says how far it is. What was written of a failed one stays. */
	quantise(plan: QuantisePlan): Promise<EngineRefusal | undefined>;
	/** Fetches a model (`hf:user/model:quant` or an https address) into a folder; returns the file's absolute path. */
	download(uri: string, folder: string): Promise<string | EngineRefusal>;
	/** Loads one backend's libraries, finds its device and computes on it; once, and in a process that may die of it. */
	probe(backend: Backend): Promise<BackendReport>;
}

/** Engine -> parent. */
export interface EngineEvents {
	/** A few answers at a time, any order. */
	answered(batch: number, answers: readonly Answered[]): void;
	/**
	 * Tokens decoded since the last word and the milliseconds llama.cpp was at work on them, at most 20 times a second:
	 * for the tokens-per-second display and the engine's share of the wall time.
	 */
	decoded(tokens: number, busyMs: number): void;
	/** One more figure of a benchmark. */
	measured(row: BenchRow): void;
	/** Tensors written so far, of all. */
	quantised(tensors: number, of: number): void;
	/** Bytes of a download so far, of `total` (0 when unknown). */
	downloaded(bytes: number, total: number): void;
}
