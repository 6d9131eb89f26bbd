export default function Page() { return <h1>Parcels</h1>; }
