import type { EngineSettings } from "./engine.ts";

/** One figure of a benchmark: a speed, and how it stands to a peer or a ceiling measured in the same run. */
export interface BenchRow {
	readonly name: string;
	/** The model's short name. */
	readonly model: string;
	/** Median speed. */
	readonly value: number;
	readonly unit: string;
	/** Median over the rounds of this variant's speed against the other's, round by round. */
	readonly ratio: number;
	/** What the ratio stands against. */
	readonly of: string;
	/** Least and greatest ratio of the rounds. */
	readonly spread: readonly [lo: number, hi: number];
	/** The least ratio asked for; null where the figure is only reported. */
	readonly required: number | null;
	/** Whether it is reached, and whatever else the row claims holds. */
	readonly met: boolean;
	/** What else the row found out, e.g. that the numbers are the same bits. */
	readonly note?: string;
}

/** What a benchmark process is to measure. */
export interface BenchPlan {
	readonly models: readonly BenchModel[];
	readonly settings: EngineSettings;
	readonly rounds: number;
	/** Only rows whose name contains one of these; empty = all. */
	readonly only: readonly string[];
}

export interface BenchModel {
	readonly name: string;
	/** Absolute path. */
	readonly file: string;
	/** Models whose output layer outweighs the rest: more is asked of them against a peer, less against the ceiling. */
	readonly isTiny: boolean;
	/** Least ratio to the ceiling on one core; null where nothing is asked. */
	readonly serial: number | null;
	/** Least ratio to the ceiling with a core to spare. */
	readonly overlapped: number | null;
}
