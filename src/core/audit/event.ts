import type { SetName } from "../corpus/document.ts";
import type { Conclusion } from "../probes/probe.ts";
import type { DocumentResult } from "./result.ts";

/** What an audit says while it runs. */
export type AuditEvent =
	/**
	 * Counts of distinct questions so far; `known` grows as adaptive probes ask more, to about `expected`, which is
	 * never less and equal in the end.
	 */
	| { readonly type: "progress"; readonly answered: number; readonly known: number; readonly expected: number }
	/**
	 * A document's probes have all returned. Findings of gated probes count as "info" here: `concluded` carries the
	 * final word, which can only be graver.
	 */
	| { readonly type: "document"; readonly set: SetName; readonly document: DocumentResult }
	/** Statistics over the sets, by probe id ("corpus" for remarks on the documents themselves); the last event. */
	| {
			readonly type: "concluded";
			readonly documents: Readonly<Record<SetName, readonly DocumentResult[]>>;
			readonly conclusions: Readonly<Record<string, Conclusion>>;
	  };
