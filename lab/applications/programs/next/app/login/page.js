export default function Page() { return <h1>Log in</h1>; }
