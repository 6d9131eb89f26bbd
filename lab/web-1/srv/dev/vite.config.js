// The modules belong to root, so what vite makes of them is kept elsewhere.
export default { cacheDir: "/srv/dev/.cache" };
