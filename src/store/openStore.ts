import { AnswerStore } from "./answerStore.ts";
import { MaterialStore } from "./materialStore.ts";
import { ModelStore } from "./modelStore.ts";
import { openDatabase } from "./openDatabase.ts";
import { RunStore } from "./runStore.ts";
import { guarded } from "./storeProblem.ts";

/** Everything ever measured, in one folder that several processes may use at once. */
export interface Store {
	readonly folder: string;
	readonly answers: AnswerStore;
	readonly models: ModelStore;
	readonly runs: RunStore;
	readonly materials: MaterialStore;
	close(): void;
}

/** Opens the store in a folder, making it where it is missing. Throws Problem("store"). */
export function openStore(folder: string): Store {
	const database = guarded(folder, () => openDatabase(folder));
	return {
		folder,
		answers: new AnswerStore(database, folder),
		models: new ModelStore(database, folder),
		runs: new RunStore(database, folder),
		materials: new MaterialStore(database, folder),
		close: () => database.close(),
	};
}
