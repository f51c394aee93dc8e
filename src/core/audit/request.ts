import type { Role } from "../model/question.ts";
import type { ExtractionSettings } from "../probes/extractionSettings.ts";
import type { RelearnedCopy } from "./relearning/relearnedCopy.ts";
import type { Severity } from "./severity.ts";

/** A LoRA adapter laid over a model's weights. */
export interface AdapterSpec {
	/** Absolute path of a GGUF file. */
	readonly file: string;
	/** What its change of the weights is multiplied by: 1 as trained, 0 not at all. */
	readonly scale: number;
}

/** A model file and what is laid over it. */
export interface ModelSpec {
	/** Absolute path of a GGUF file. */
	readonly file: string;
	/** In the order they are laid over the weights. */
	readonly adapters?: readonly AdapterSpec[];
}

/** How the models of an audit are run, where somebody chose; what is left out is the engine's default. */
export interface EngineChoices {
	readonly gpu?: "auto" | "cpu" | "cuda" | "vulkan" | "metal";
	/** Layers on the GPU; left out = all. */
	readonly gpuLayers?: number;
	readonly numericMode?: "deterministic" | "throughput";
}

export type ModelSpecs = Readonly<Partial<Record<Role, ModelSpec>>> & { readonly target: ModelSpec };

/** Everything that decides an audit's numbers. Two equal requests over equal files give equal results. */
export interface AuditRequest {
	/** Absolute paths of the files and folders that make up the forget set. */
	readonly forget: readonly string[];
	readonly retain: readonly string[];
	readonly holdout: readonly string[];
	readonly models: ModelSpecs;
	/** Absolute paths of further models that never saw the forget set: how far such models differ. */
	readonly furtherReferences?: readonly string[];
	readonly suite: string;
	/** "default", or the absolute path of a policy file. */
	readonly policy: string;
	readonly seed: number;
	/** Windows and sampling of extraction; left out = the published ones. */
	readonly extraction?: ExtractionSettings;
	readonly engine?: EngineChoices;
	/** Whether instruct models are asked through their own chat template; left out = "auto", where they have one. */
	readonly chat?: "auto" | "on" | "off";
	/** Absolute paths of files that are probes, asked beside those of the suite. */
	readonly probes?: readonly string[];
	/** Ways to quantise the target, or absolute paths of quantised files of it; left out = what the suite says. */
	readonly quantise?: readonly string[];
	/** Copies of the models that were trained further, or "train" to have them made; left out or [] = none are asked. */
	readonly relearned?: readonly RelearnedCopy[] | "train";
	/** Leaks of this severity or graver make the exit code 1, whatever the policy says. Decides no number. */
	readonly failOn?: Severity;
	/** Restricts findings of the single forget document to this span (Audit Selection). */
	readonly selection?: { readonly start: number; readonly end: number };
}
