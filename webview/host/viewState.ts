import * as z from "zod/mini";
import type { VsCodeApi } from "./vscodeApi.ts";

const schema = z.object({
	/** Lets the host's serializer find the document again. */
	uri: z.string(),
	run: z.string(),
	role: z.enum(["target", "original", "reference"]),
	metric: z.enum(["pz", "logp", "rank", "entropy"]),
	/** How far the document is scrolled, 0 to 1: rows change with the width, this does not. */
	at: z.number().check(z.gte(0), z.lte(1)),
	leak: z.nullable(z.int().check(z.nonnegative())),
});

/** What survives when VS Code throws a hidden webview away. No text of the document. */
export type ViewState = z.infer<typeof schema>;

export function readViewState(api: VsCodeApi): ViewState | undefined {
	const result = schema.safeParse(api.getState());
	return result.success ? result.data : undefined;
}

export function writeViewState(api: VsCodeApi, state: ViewState): void {
	api.setState(state);
}
