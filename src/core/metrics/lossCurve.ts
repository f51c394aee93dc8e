import { mean } from "../stats/mean.ts";
import { approximateEntropy } from "./approximateEntropy.ts";
import { binned, lempelZiv } from "./lempelZiv.ts";
import { shareAboveEarlier, shareAboveMean } from "./shareAbove.ts";
import { slope } from "./slope.ts";

/** Tokens of a text that are looked at: curves of other lengths would not be comparable. */
export const CURVE_TOKENS = 256;
/** Levels of loss that are symbols to Lempel and Ziv. */
const LEVELS = 32;
/** Losses within it are alike, nats; absolute, so that a flat curve is regular. */
const TOLERANCE = 0.8;
/** Steps that are compared with one more: Pincus's two; eight, as of whole passages, no two stretches would share. */
const STEPS = 2;

/** What the course of a text's token losses gives away beside their mean. Lower = more like training data, all of them. */
export interface LossCurve {
	/** Mean loss of the first tokens, nats. */
	readonly start: number;
	/** Nats per token: falling where the text is recognised after some of it. */
	readonly slope: number;
	/** Share of tokens above the mean, 0 to 1: few where a text known by heart has only some surprises. */
	readonly aboveMean: number;
	/** Share of tokens above the mean of those before, 0 to 1. */
	readonly aboveEarlier: number;
	/** Approximate entropy, nats. */
	readonly entropy: number;
	/** Lempel-Ziv phrases per token, above 0. */
	readonly complexity: number;
}

/**
 * The features of context-aware membership inference (CAMIA, arXiv 2409.13745) that one pass over the text gives: cut-off
 * loss, slope, counts above the mean and above the mean before, approximate entropy and Lempel-Ziv complexity of the losses
 * of the first 256 tokens. What it learns from repeating the text would have to be asked.
 * @param logp natural log p per token; NaN where there is none, as at the first token of a model without BOS
 */
export function lossCurve(logp: ArrayLike<number>): LossCurve {
	const losses = Array.from(logp, (l) => -l)
		.filter((loss) => !Number.isNaN(loss))
		.slice(0, CURVE_TOKENS);
	return {
		start: mean(losses),
		slope: slope(losses),
		aboveMean: shareAboveMean(losses),
		aboveEarlier: shareAboveEarlier(losses),
		entropy: approximateEntropy(losses, STEPS, TOLERANCE),
		complexity: lempelZiv(binned(losses, LEVELS)) / losses.length,
	};
}
