import { NextResponse } from "next/server";
export function middleware(request) {
  if (request.cookies.get("session")?.value === "spring") return NextResponse.next();
  return NextResponse.redirect(new URL("/login", request.url));
}
export const config = { matcher: "/admin/:path*" };
