import type { Trainer } from "../core/model/trainer.ts";
import { RELEARN_SETTINGS } from "../lab/relearnSettings.ts";
import type { Auditor } from "../runtime/auditor.ts";
import type { Shell } from "./shell.ts";

/** The lab's trainer; the lab starts a numerical back end when it is imported, so only a training imports it. */
const lazyTrainer: Trainer = {
	settings: RELEARN_SETTINGS,
	async *train(task) {
		yield* (await import("../lab/main.ts")).labTrainer.train(task);
	},
};

/** Lends an auditor to `work` and closes it afterwards, whatever happens. */
export async function withAuditor<T>(
	shell: Shell,
	{ store, offline }: { readonly store?: string | undefined; readonly offline?: boolean },
	work: (auditor: Auditor) => Promise<T> | T,
): Promise<T> {
	const auditor = await shell.openAuditor({
		...(store === undefined ? {} : { store }),
		...(offline ? { offline } : {}),
		trainer: lazyTrainer,
	});
	try {
		return await work(auditor);
	} finally {
		await auditor.close();
	}
}
