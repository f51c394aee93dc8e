import { dirname, relative, sep } from "node:path";

/** A path the user named. */
export interface NamedPath {
	/** Absolute. */
	readonly path: string;
	readonly isFolder: boolean;
}

/** The folder that document paths are shown relative to: the one folder named, or the deepest that holds all. */
export function auditedRoot(named: readonly NamedPath[]): string {
	const folders = named.map(({ path, isFolder }) => (isFolder ? path : dirname(path)));
	let root = folders[0] ?? sep;
	while (!folders.every((folder) => holds(root, folder)) && dirname(root) !== root) root = dirname(root);
	return root;
}

function holds(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}
