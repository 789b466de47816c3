package dev.safeconduct.it;

class OkHttp3IT extends OkHttpContract {

    @Override
    String libraries() {
        return "okhttp3";
    }
}
