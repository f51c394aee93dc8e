import type { SetName } from "../corpus/document.ts";
import type { Role } from "../model/question.ts";
import type { Conclusion } from "../probes/probe.ts";
import type { NullGate, PrivacySpread } from "./furtherReferences.ts";
import type { Policy } from "./policy.ts";
import type { Relearned } from "./relearning/relearned.ts";
import type { DocumentResult } from "./result.ts";
import type { Unasked } from "./unasked.ts";

/** The forget documents as the target answers with smaller weights. */
export interface QuantisedForget {
	/** "Q4_0", or the file's name. */
	readonly name: string;
	/** What the file says of itself: "Q4_0", "Q3_K_M". */
	readonly quantisation: string;
	readonly documents: readonly DocumentResult[];
}

/** What a verdict is given from. */
export interface VerdictInput {
	readonly documents: Readonly<Record<SetName, readonly DocumentResult[]>>;
	readonly conclusions: Readonly<Record<string, Conclusion>>;
	readonly models: Readonly<Partial<Record<Role, unknown>>>;
	readonly policy: Policy;
	readonly seed: number;
	/** Why this audit cannot tell a leak whatever its numbers are; its label is then INCONCLUSIVE. */
	readonly blind?: string;
	/** Whether models that never saw the forget set look alike, where several were given. */
	readonly nullGate?: NullGate;
	/** PrivLeak among them. */
	readonly spread?: PrivacySpread;
	/** What copies of the models say after a little training, or why there are none. */
	readonly relearned?: Relearned | string;
	readonly quantised?: readonly QuantisedForget[];
	/** Forget documents of which no passage was asked. */
	readonly unasked?: readonly Unasked[];
}
