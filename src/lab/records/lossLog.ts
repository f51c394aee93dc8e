import type { Gate } from "./recipe.ts";

/** Batches a gate looks back on: one lucky batch opens nothing. */
const LOOK_BACK = 20;

/** Losses by source: what a stage reports and is gated on. */
export class LossLog<Name extends string> {
	readonly #recent = new Map<Name, number[]>();
	readonly #unreported = new Map<Name, number[]>();

	add(source: Name, loss: number): void {
		for (const losses of [this.#recent, this.#unreported]) losses.set(source, [...(losses.get(source) ?? []), loss]);
		this.#recent.set(source, (this.#recent.get(source) ?? []).slice(-LOOK_BACK));
	}

	/** Whether the mean of the gate's source over its last 20 batches is past the mark. */
	passed(gate: Gate): boolean {
		const losses = this.#recent.get(gate.source as unknown as Name) ?? [];
		if (losses.length < LOOK_BACK) return false;
		return "below" in gate ? mean(losses) < gate.below : mean(losses) > gate.above;
	}

	/** Means since the last report. */
	report(): ReadonlyMap<Name, number> {
		const means = new Map([...this.#unreported].map(([source, losses]) => [source, mean(losses)]));
		this.#unreported.clear();
		return means;
	}
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}
