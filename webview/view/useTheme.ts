import { useEffect, useState } from "preact/hooks";

/** Changes whenever VS Code changes the theme: it rewrites the body's classes and the root's variables. */
export function useTheme(): number {
	const [version, setVersion] = useState(0);
	useEffect(() => {
		const observer = new MutationObserver(() => setVersion((before) => before + 1));
		observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
		observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
		return () => observer.disconnect();
	}, []);
	return version;
}
