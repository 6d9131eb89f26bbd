"""Famous libraries, and how each source calls them.

Inventories name libraries by package URL, the NVD by CPE, CVE records in words. A library whose vulnerabilities are
attacked over the network stands here; for all others the names must agree by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from vedette.model.products import Runtime, words
from vedette.model.purl import PackageKey


@dataclass(frozen=True, slots=True)
class Library:
    """A library."""

    title: str
    """What people call it: `Apache Log4j`."""
    packages: tuple[PackageKey, ...]
    """Packages that carry it; empty for native ones, which every distribution names otherwise."""
    makers: tuple[tuple[str, str], ...]
    """Vendor and product of its CPE names."""
    names: tuple[str, ...] = ()
    """Further names in CVE records."""


RUNTIME_OF_TYPE: Final = {
    "maven": Runtime.JAVA, "pypi": Runtime.PYTHON, "npm": Runtime.NODE, "composer": Runtime.PHP,
    "gem": Runtime.RUBY, "golang": Runtime.GO, "nuget": Runtime.DOTNET, "cargo": Runtime.NATIVE,
    "hex": Runtime.ERLANG,
}  # fmt: skip
"""What the packages of an ecosystem run on, by package URL type."""

RUNTIME_OF_TARGET: Final = {
    "maven": Runtime.JAVA, "java": Runtime.JAVA, "jenkins": Runtime.JAVA, "python": Runtime.PYTHON,
    "node.js": Runtime.NODE, "php": Runtime.PHP, "wordpress": Runtime.PHP, "drupal": Runtime.PHP,
    "joomla!": Runtime.PHP, "laravel": Runtime.PHP, "ruby": Runtime.RUBY, "rails": Runtime.RUBY,
    "go": Runtime.GO, ".net": Runtime.DOTNET, "asp.net": Runtime.DOTNET, "rust": Runtime.NATIVE,
}  # fmt: skip
"""What a product runs on, by the target software of its CPE name."""


def _maven(*names: str) -> tuple[PackageKey, ...]:
    return tuple(PackageKey("maven", name) for name in names)


def _in(type_: str, *names: str) -> tuple[PackageKey, ...]:
    return tuple(PackageKey(type_, name) for name in names)


LIBRARIES: Final = (
    Library("Apache Log4j", _maven("org.apache.logging.log4j/log4j-core"), (("apache", "log4j"),), ("Apache Log4j2",)),
    Library("Log4j 1", _maven("log4j/log4j"), (("apache", "log4j"),), ("Apache Log4j 1.x",)),
    Library(
        "Spring Framework",
        _maven("org.springframework/spring-core", "org.springframework/spring-beans",
               "org.springframework/spring-web", "org.springframework/spring-webmvc",
               "org.springframework/spring-webflux"),
        (("vmware", "spring_framework"), ("pivotal_software", "spring_framework"), ("springsource", "spring_framework")),
    ),
    Library(
        "Spring Cloud Gateway",
        _maven("org.springframework.cloud/spring-cloud-gateway-server",
               "org.springframework.cloud/spring-cloud-gateway"),
        (("vmware", "spring_cloud_gateway"),),
    ),
    Library(
        "Spring Cloud Function",
        _maven("org.springframework.cloud/spring-cloud-function-context"),
        (("vmware", "spring_cloud_function"),),
    ),
    Library("Spring Boot", _maven("org.springframework.boot/spring-boot"), (("vmware", "spring_boot"),)),
    Library("Spring Security", _maven("org.springframework.security/spring-security-web",
                                      "org.springframework.security/spring-security-core"),
            (("vmware", "spring_security"), ("pivotal_software", "spring_security"))),
    Library("Apache Struts", _maven("org.apache.struts/struts2-core"), (("apache", "struts"),)),
    Library("Apache Commons Text", _maven("org.apache.commons/commons-text"), (("apache", "commons_text"),)),
    Library(
        "Apache Commons Collections",
        _maven("commons-collections/commons-collections", "org.apache.commons/commons-collections4"),
        (("apache", "commons_collections"),),
    ),
    Library("Apache Commons FileUpload", _maven("commons-fileupload/commons-fileupload"),
            (("apache", "commons_fileupload"),)),
    Library("Apache Shiro", _maven("org.apache.shiro/shiro-core", "org.apache.shiro/shiro-web"), (("apache", "shiro"),)),
    Library("jackson-databind", _maven("com.fasterxml.jackson.core/jackson-databind"),
            (("fasterxml", "jackson-databind"),)),
    Library("Fastjson", _maven("com.alibaba/fastjson"), (("alibaba", "fastjson"),)),
    Library("XStream", _maven("com.thoughtworks.xstream/xstream"), (("xstream", "xstream"), ("xstream_project", "xstream"))),
    Library("Logback", _maven("ch.qos.logback/logback-core", "ch.qos.logback/logback-classic"), (("qos", "logback"),)),
    Library("SnakeYAML", _maven("org.yaml/snakeyaml"), (("snakeyaml_project", "snakeyaml"),)),
    Library("H2 Database", _maven("com.h2database/h2"), (("h2database", "h2"),)),
    Library("Netty", _maven("io.netty/netty-codec-http", "io.netty/netty-codec-http2", "io.netty/netty-handler"),
            (("netty", "netty"),)),
    Library("Undertow", _maven("io.undertow/undertow-core"), (("redhat", "undertow"),)),
    Library(
        "Apache Tomcat (embedded)",
        _maven("org.apache.tomcat.embed/tomcat-embed-core", "org.apache.tomcat/tomcat-catalina",
               "org.apache.tomcat/tomcat-coyote"),
        (("apache", "tomcat"),),
        ("Apache Tomcat",),
    ),
    Library("Eclipse Jetty (embedded)", _maven("org.eclipse.jetty/jetty-server"), (("eclipse", "jetty"),), ("Eclipse Jetty",)),
    Library("Flask", _in("pypi", "flask"), (("palletsprojects", "flask"),)),
    Library("Werkzeug", _in("pypi", "werkzeug"), (("palletsprojects", "werkzeug"),)),
    Library("Jinja", _in("pypi", "jinja2"), (("palletsprojects", "jinja"), ("pocoo", "jinja2"))),
    Library("Django", _in("pypi", "django"), (("djangoproject", "django"),)),
    Library("aiohttp", _in("pypi", "aiohttp"),
            (("aiohttp", "aiohttp"), ("aio-libs", "aiohttp"), ("aio-libs_project", "aiohttp"))),
    Library("Tornado", _in("pypi", "tornado"), (("tornadoweb", "tornado"),)),
    Library("Gunicorn", _in("pypi", "gunicorn"), (("gunicorn", "gunicorn"), ("benoitc", "gunicorn"))),
    Library("Starlette", _in("pypi", "starlette"), (("encode", "starlette"),)),
    Library("Vite", _in("npm", "vite"), (("vitejs", "vite"),)),
    Library("Next.js", _in("npm", "next"), (("vercel", "next.js"),)),
    Library("Express", _in("npm", "express"), (("openjsf", "express"), ("expressjs", "express"))),
    Library(
        "React Server Components",
        _in("npm", "react-server-dom-webpack", "react-server-dom-parcel", "react-server-dom-turbopack"),
        (("facebook", "react"), ("meta", "react")),
    ),
    Library("Laravel", _in("composer", "laravel/framework"), (("laravel", "framework"), ("laravel", "laravel"))),
    Library("Ignition", _in("composer", "facade/ignition"), (("facade", "ignition"),)),
    Library("PHPUnit", _in("composer", "phpunit/phpunit"), (("phpunit_project", "phpunit"),)),
    Library("ThinkPHP", _in("composer", "topthink/framework"), (("thinkphp", "thinkphp"), ("topthink", "thinkphp"))),
    Library("Symfony", _in("composer", "symfony/symfony", "symfony/http-kernel"), (("sensiolabs", "symfony"), ("symfony", "symfony"))),
    Library("Ruby on Rails", _in("gem", "rails", "actionpack"), (("rubyonrails", "rails"), ("rubyonrails", "ruby_on_rails"))),
    Library("Rack", _in("gem", "rack"), (("rack", "rack"), ("rack_project", "rack"))),
    Library("OpenSSL", (), (("openssl", "openssl"),)),
    Library("GNU C Library", (), (("gnu", "glibc"),), ("glibc",)),
    Library("zlib", (), (("zlib", "zlib"),)),
    Library("Expat", (), (("libexpat_project", "libexpat"),)),
    Library("libxml2", (), (("xmlsoft", "libxml2"),)),
    Library("libwebp", (), (("webmproject", "libwebp"),)),
    Library("curl", (), (("haxx", "curl"), ("haxx", "libcurl")), ("libcurl",)),
    Library("XZ Utils", (), (("tukaani", "xz"),)),
    Library("nghttp2", (), (("nghttp2", "nghttp2"),)),
    Library("PCRE", (), (("pcre", "pcre"), ("pcre", "pcre2"))),
    Library("GnuTLS", (), (("gnu", "gnutls"),)),
)  # fmt: skip


def runtimes(library: Library) -> frozenset[Runtime]:
    """What the library runs on."""
    if not library.packages:
        return frozenset({Runtime.NATIVE})
    return frozenset(RUNTIME_OF_TYPE[key.type] for key in library.packages)


def library_of_package(key: PackageKey) -> Library | None:
    """The library that a package carries."""
    return _by_package().get(key)


def library_of_cpe(maker: tuple[str, str]) -> Library | None:
    """The library that a CPE name is about; of several the first."""
    return _by_maker().get(maker)


def library_of_name(name: str) -> Library | None:
    """The library of that name, in whatever spelling."""
    return _by_name().get(words(name))


@cache
def _by_package() -> dict[PackageKey, Library]:
    return {key: library for library in reversed(LIBRARIES) for key in library.packages}


@cache
def _by_maker() -> dict[tuple[str, str], Library]:
    return {maker: library for library in reversed(LIBRARIES) for maker in library.makers}


@cache
def _by_name() -> dict[str, Library]:
    return {words(n): library for library in reversed(LIBRARIES) for n in (library.title, *library.names)}
