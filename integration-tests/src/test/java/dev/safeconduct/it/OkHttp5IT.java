package dev.safeconduct.it;

class OkHttp5IT extends OkHttpContract {

    @Override
    String libraries() {
        return "okhttp5";
    }
}
