import type { Auditor } from "../runtime/auditor.ts";
import type { Shell } from "./shell.ts";

/** Lends an auditor to `work` and closes it afterwards, whatever happens. */
export async function withAuditor<T>(
	shell: Shell,
	{ store }: { readonly store?: string | undefined },
	work: (auditor: Auditor) => Promise<T> | T,
): Promise<T> {
	const auditor = await shell.openAuditor(store === undefined ? {} : { store });
	try {
		return await work(auditor);
	} finally {
		await auditor.close();
	}
}
