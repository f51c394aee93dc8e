import type { WindowShape } from "../corpus/windows.ts";
import type { SamplingScheme } from "../model/question.ts";

/** How text is drawn out of a model (metrics.md 7.4): windows over the documents, and the sampling p_z is told under. */
export interface ExtractionSettings extends WindowShape, SamplingScheme {
	/** Tokens between the beginnings of two windows of forget and holdout documents. */
	readonly stride: number;
}

/** 50 tokens after 50, temperature 1, top-k 40 (Carlini et al. 2021, 2022; Hayes et al., arXiv 2410.19482). */
export const EXTRACTION: ExtractionSettings = { prefix: 50, suffix: 50, stride: 10, temperature: 1, topK: 40 };

/** Least values: a shorter prefix identifies nothing and a shorter suffix is guessed too easily. Top-k 0 is no top-k. */
export const LEAST_EXTRACTION: ExtractionSettings = { prefix: 8, suffix: 8, stride: 1, temperature: 0.01, topK: 0 };

/** The longest list of most likely tokens that an engine keeps. */
export const MOST_TOP_K = 1024;

/** The sampling alone, as questions carry it. */
export const schemeOf = ({ temperature, topK }: SamplingScheme): SamplingScheme => ({ temperature, topK });

/** "T 1, top-k 40", as reports say it. */
export function samplingWords({ temperature, topK }: SamplingScheme): string {
	return `T ${temperature}, ${topK > 0 ? `top-k ${topK}` : "whole vocabulary"}`;
}

/** "50 + 50 tokens every 10, T 1, top-k 40". */
export function extractionWords(settings: ExtractionSettings): string {
	const { prefix, suffix, stride } = settings;
	return `${prefix} + ${suffix} tokens every ${stride}, ${samplingWords(settings)}`;
}
