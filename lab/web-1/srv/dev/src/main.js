const api = import.meta.env.VITE_ORDERS_API;
document.querySelector("#orders").textContent = `Orders come from ${api}`;
